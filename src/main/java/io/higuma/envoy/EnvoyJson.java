package io.higuma.envoy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Resources as people read them: JSON of protobuf, with what is packed in them unpacked. */
public final class EnvoyJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLASSES = "io.envoyproxy.";

  private final Map<String, Descriptor> known = new LinkedHashMap<>();

  /** The resource as JSON. */
  public JsonNode of(Resource resource) {
    try {
      Message message = unpack(resource.body());
      var types = new LinkedHashMap<String, Descriptor>();
      visit(message, types, new TreeSet<>());
      TypeRegistry registry = TypeRegistry.newBuilder().add(types.values()).build();
      return JSON.readTree(JsonFormat.printer().usingTypeRegistry(registry).print(message));
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("A resource of our own cannot be read: " + resource, e);
    }
  }

  /** Names of the secrets that resources refer to, to be had from the control plane. */
  public SortedSet<String> secrets(Collection<Resource> resources) {
    var names = new TreeSet<String>();
    for (Resource resource : resources) {
      try {
        visit(unpack(resource.body()), new LinkedHashMap<>(), names);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("A resource of our own cannot be read: " + resource, e);
      }
    }
    return names;
  }

  private void visit(Message message, Map<String, Descriptor> types, SortedSet<String> secrets)
      throws InvalidProtocolBufferException {
    if (message instanceof Any any) {
      Message packed = unpack(any);
      types.putIfAbsent(packed.getDescriptorForType().getFullName(), packed.getDescriptorForType());
      visit(packed, types, secrets);
      return;
    }
    if (message instanceof SdsSecretConfig secret && secret.getSdsConfig().hasAds()) {
      secrets.add(secret.getName());
    }
    for (Object value : message.getAllFields().values()) {
      for (Object one : value instanceof List<?> list ? list : List.of(value)) {
        if (one instanceof Message nested) {
          visit(nested, types, secrets);
        }
      }
    }
  }

  private Message unpack(Any any) throws InvalidProtocolBufferException {
    Descriptor type = descriptor(any.getTypeUrl());
    Message typed = instance(type);
    return typed.getParserForType().parseFrom(any.getValue());
  }

  @SuppressWarnings("ReferenceEquality")
  private static Message instance(Descriptor type) {
    if (type == SetFilterState.DESCRIPTOR) {
      return DynamicMessage.getDefaultInstance(type); // the published class knows less of it
    }
    try {
      Class<?> named = Class.forName(CLASSES + type.getFullName());
      return (Message) named.getMethod("getDefaultInstance").invoke(null);
    } catch (ReflectiveOperationException e) {
      return DynamicMessage.getDefaultInstance(type);
    }
  }

  private Descriptor descriptor(String url) {
    return known.computeIfAbsent(
        url.substring(url.lastIndexOf('/') + 1),
        name -> {
          if (name.equals(SetFilterState.DESCRIPTOR.getFullName())) {
            return SetFilterState.DESCRIPTOR;
          }
          if (name.equals(KafkaBroker.DESCRIPTOR.getFullName())) {
            return KafkaBroker.DESCRIPTOR;
          }
          try {
            return (Descriptor)
                Class.forName(CLASSES + name).getMethod("getDescriptor").invoke(null);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("There is no class for " + url, e);
          }
        });
  }
}
