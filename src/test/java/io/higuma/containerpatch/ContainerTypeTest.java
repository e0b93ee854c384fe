package io.higuma.containerpatch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.higuma.containerpatch.ApiType.Field;
import io.higuma.containerpatch.ApiType.ListOf;
import io.higuma.containerpatch.ApiType.MapOf;
import io.higuma.containerpatch.ApiType.Scalar;
import io.higuma.containerpatch.ApiType.Struct;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContainerTypeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<Class<?>, Scalar> SCALARS =
      Map.of(
          String.class, Scalar.TEXT,
          Boolean.class, Scalar.TRUTH,
          Integer.class, Scalar.INT32,
          Long.class, Scalar.INT64,
          IntOrString.class, Scalar.PORT,
          Quantity.class, Scalar.QUANTITY);

  /** A new version of the model may have new fields, which patches may set. */
  @Test
  void isTheModelsContainer() {
    assertSame("container", ContainerType.CONTAINER, JSON.constructType(Container.class));
  }

  private static void assertSame(String at, ApiType type, JavaType model) {
    switch (type) {
      case Scalar scalar -> assertThat(scalar).as(at).isEqualTo(SCALARS.get(model.getRawClass()));
      case ListOf(var item) -> assertSame(at + "[]", item, model.getContentType());
      case MapOf(var value) -> assertSame(at + "{}", value, model.getContentType());
      case Struct struct -> {
        var fields = new TreeMap<String, JavaType>();
        BeanDescription bean = JSON.getDeserializationConfig().introspect(model);
        for (BeanPropertyDefinition property : bean.findProperties()) {
          if (property.hasField()) {
            fields.put(property.getName(), property.getField().getType());
          }
        }
        assertThat(struct.fields())
            .as(at)
            .extracting(Field::name)
            .containsExactlyElementsOf(fields.keySet());
        for (Field field : struct.fields()) {
          assertSame(
              at + "." + field.name(), field.type(), requireNonNull(fields.get(field.name())));
        }
      }
    }
  }
}
