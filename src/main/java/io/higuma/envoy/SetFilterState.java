package io.higuma.envoy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.envoyproxy.envoy.extensions.filters.common.set_filter_state.v3.FilterStateValue;
import java.util.List;

/**
 * The filter that notes things about a connection. The published classes are older than its field
 * for what is known only after the TLS handshake, so the message is described here.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/network/set_filter_state/v3/set_filter_state.proto">Set-Filter-State
 *     network filter</a>
 */
public final class SetFilterState {
  /** The name of the filter. */
  public static final String FILTER = "envoy.filters.network.set_filter_state";

  private static final String AFTER_HANDSHAKE = "on_downstream_tls_handshake";

  /** As in set_filter_state.proto of Envoy 1.37, where 1 is {@code on_new_connection}. */
  private static final int AFTER_HANDSHAKE_NUMBER = 2;

  static final Descriptor DESCRIPTOR = descriptor();

  private SetFilterState() {}

  /** Notes these when the client has shown its certificate. */
  public static DynamicMessage.Builder afterHandshake(List<FilterStateValue> values) {
    return DynamicMessage.newBuilder(DESCRIPTOR)
        .setField(DESCRIPTOR.findFieldByName(AFTER_HANDSHAKE), values);
  }

  private static Descriptor descriptor() {
    FileDescriptor values = FilterStateValue.getDescriptor().getFile();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("higuma/set_filter_state.proto")
            .setPackage("envoy.extensions.filters.network.set_filter_state.v3")
            .setSyntax("proto3")
            .addDependency(values.getName())
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("Config")
                    .addField(
                        FieldDescriptorProto.newBuilder()
                            .setName(AFTER_HANDSHAKE)
                            .setJsonName("onDownstreamTlsHandshake")
                            .setNumber(AFTER_HANDSHAKE_NUMBER)
                            .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                            .setTypeName("." + FilterStateValue.getDescriptor().getFullName())
                            .setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[] {values})
          .findMessageTypeByName("Config");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("The description of a message is wrong", e);
    }
  }
}
