package io.higuma.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KriTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MESH_SERVICE | {name: cart, labels: {kuma.io/mesh: trade, kuma.io/zone: east, k8s.kuma.io/namespace: shop}} | kri_msvc_trade_east_shop_cart_
          MESH_SERVICE | {name: cart-x7, annotations: {kuma.io/display-name: cart}}      | kri_msvc_default___cart_
          MESH         | {name: trade}                                                   | kri_m____trade_
          """)
  void namesAnObject(ResourceKind kind, String metadata, String kri) {
    ResourceView object = Views.of(kind, "{metadata: %s}".formatted(metadata));
    Kri name = Kri.of(object).orElseThrow();
    assertThat(name).hasToString(kri);
    assertThat(Kri.parse(kri)).contains(name);
  }

  @Test
  void namesAPartOfAnObject() {
    Kri port = Kri.parse("kri_msvc_trade_east_shop_cart_").orElseThrow().withSection("http_2");
    assertThat(port).hasToString("kri_msvc_trade_east_shop_cart_http_2");
    assertThat(Kri.parse(port.toString())).contains(port);
  }

  @Test
  void aKindWithoutAShortNameHasNone() {
    assertThat(Kri.of(Views.of(ResourceKind.RATE_LIMIT, "{metadata: {name: slow}}"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "kri", "kri_msvc_trade_east_shop_cart", "sni_msvc_a_b_c_d_", "kri__a_b_c_d_"})
  void whatIsNoneIsNotRead(String text) {
    assertThat(Kri.parse(text)).isEqualTo(Optional.empty());
  }
}
