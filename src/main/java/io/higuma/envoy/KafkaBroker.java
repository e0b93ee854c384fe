package io.higuma.envoy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;

/**
 * Envoy's filter for Kafka. It is one of its contrib extensions, which the published classes leave
 * out; so the part of its message that we set is described here.
 *
 * @see <a
 *     href="https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/network/kafka_broker/v3/kafka_broker.proto">kafka_broker.proto</a>
 */
final class KafkaBroker {
  static final String FILTER = "envoy.filters.network.kafka_broker";
  static final Descriptor DESCRIPTOR = descriptor();

  private KafkaBroker() {}

  static DynamicMessage.Builder of(String stat) {
    return DynamicMessage.newBuilder(DESCRIPTOR)
        .setField(DESCRIPTOR.findFieldByName("stat_prefix"), stat);
  }

  private static Descriptor descriptor() {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("contrib/envoy/extensions/filters/network/kafka_broker/v3/kafka_broker.proto")
            .setPackage("envoy.extensions.filters.network.kafka_broker.v3")
            .setSyntax("proto3")
            .addMessageType(
                DescriptorProto.newBuilder()
                    .setName("KafkaBroker")
                    .addField(
                        FieldDescriptorProto.newBuilder()
                            .setName("stat_prefix")
                            .setJsonName("statPrefix")
                            .setNumber(1)
                            .setType(FieldDescriptorProto.Type.TYPE_STRING)
                            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0])
          .findMessageTypeByName("KafkaBroker");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("The description of a message is wrong", e);
    }
  }
}
