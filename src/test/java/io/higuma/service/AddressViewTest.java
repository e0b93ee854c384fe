package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.service.AddressView.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressViewTest {
  private static final String PAYLOAD =
      """
      {"0:web":{"address":"240.0.0.1","outbounds":[{"Port":80,"TagSet":{"kuma.io/service":"web"},"Origin":"service"}]}}\
      """;

  @Test
  void isReadAndWrittenInTheSameForm() {
    AddressView view = AddressView.parse(PAYLOAD).orElseThrow();
    assertThat(view.text()).isEqualTo(PAYLOAD);
    assertThat(view.isSaidBy(" " + PAYLOAD)).isTrue();
    assertThat(AddressView.EMPTY.isSaidBy(PAYLOAD)).isFalse();
    assertThat(AddressView.EMPTY.isSaidBy("no JSON")).isFalse();
    assertThat(AddressView.EMPTY.text()).isEqualTo("{}");
  }

  @Test
  void ofTheCompactFormNamesAndAddressesCount() {
    AddressView view =
        AddressView.parse(
                """
                {"v":{"web":{"x":[],"0:web":"240.0.0.1","deeper":{"2:web.mesh":{"a":"240.0.0.2","p":80}}}}}
                """)
            .orElseThrow();
    assertThat(view.entries())
        .containsOnlyKeys("0:web", "2:web.mesh")
        .containsEntry("2:web.mesh", new Entry("240.0.0.2", List.of()));
    assertThat(view.isSaidBy("{\"v\":{}}")).isFalse();
  }

  @Test
  void whatIsMalformedCountsAsAbsent() {
    AddressView view =
        AddressView.parse(
                """
                {"web":{}, "0:":{}, "0:a":1, "0:b":{"address":7,"outbounds":[1,{"TagSet":{"x":true}}]}, "0:c":{"outbounds":"no"}}
                """)
            .orElseThrow();
    assertThat(view.entries()).containsOnlyKeys("0:b", "0:c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "[]", "7", "{"})
  void whatIsNoObjectIsNoView(String payload) {
    assertThat(AddressView.parse(payload)).isEmpty();
  }

  @Test
  void theNameOfAConfigMapTellsTheMesh() {
    assertThat(AddressView.nameOf("default")).isEqualTo("kuma-default-dns-vips");
    assertThat(AddressView.meshOf("kuma-a-dns-vips-dns-vips")).contains("a-dns-vips");
    assertThat(AddressView.meshOf("kuma-dns-vips")).isEmpty();
    assertThat(AddressView.meshOf("kuma--dns-vips")).isEmpty();
    assertThat(AddressView.meshOf("my-default-dns-vips")).isEmpty();
    assertThat(AddressView.meshOf("kuma-control-plane-config")).isEmpty();
  }
}
