package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SniTest {
  @Test
  void tagsAreSortedWithTheMeshAmongThem() {
    var tags = new TreeMap<>(Map.of("kuma.io/service", "cart", "zoo", "1", "abc", "2"));
    assertThat(Sni.ofTags("shop", tags)).isEqualTo("cart{abc=2,mesh=shop,zoo=1}");
  }

  @Test
  void aServiceHasAHashOfNameAndMesh() {
    assertThat(Sni.ofService("cart", "shop", 80, "ms"))
        .matches("a[0-9a-f]{16}\\.cart\\.80\\.shop\\.ms")
        .isNotEqualTo(Sni.ofService("cart", "other", 80, "ms").replace("other", "shop"));
  }

  @Test
  void longNamesAreCut() {
    assertThat(Sni.ofService("c".repeat(63), "shop", 80, "mzms"))
        .contains("." + "c".repeat(62) + "x.80.shop.mzms");
  }
}
