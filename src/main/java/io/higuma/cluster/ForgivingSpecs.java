package io.higuma.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.ZoneEgressSpec;
import io.higuma.api.v1alpha1.ZoneIngressSpec;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a Mesh, Dataplane or zone proxy whose spec makes no sense as one with an empty spec. The
 * API server stores whatever a user writes there, and an object that could not be read would end
 * the watch of all others.
 */
public final class ForgivingSpecs extends SimpleModule {
  private static final long serialVersionUID = 1L;

  private static final Map<Class<?>, Object> EMPTY =
      Map.of(
          MeshSpec.class,
          MeshSpec.EMPTY,
          DataplaneSpec.class,
          DataplaneSpec.EMPTY,
          ZoneIngressSpec.class,
          ZoneIngressSpec.EMPTY,
          ZoneEgressSpec.class,
          ZoneEgressSpec.EMPTY);

  public ForgivingSpecs() {
    super("forgiving-specs");
    setDeserializerModifier(new Modifier());
  }

  private static final class Modifier extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription description, JsonDeserializer<?> strict) {
      return EMPTY.containsKey(description.getBeanClass()) ? new Forgiving(strict) : strict;
    }
  }

  private static final class Forgiving extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    Forgiving(JsonDeserializer<?> strict) {
      super(strict);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> strict) {
      return new Forgiving(strict);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      // In full first, so that the parser stands behind it whatever comes of it.
      JsonNode tree = context.readTree(parser);
      try (JsonParser again = tree.traverse(parser.getCodec())) {
        again.nextToken();
        return super.deserialize(again, context);
      } catch (JsonProcessingException e) {
        return Objects.requireNonNull(EMPTY.get(handledType()));
      }
    }
  }
}
