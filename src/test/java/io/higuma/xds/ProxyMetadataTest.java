package io.higuma.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import org.junit.jupiter.api.Test;

class ProxyMetadataTest {
  @Test
  void whatIsSmallIsKept() {
    Struct all = Struct.newBuilder().putFields("workdir", text("/tmp")).build();
    assertThat(ProxyMetadata.of(all).kept()).isSameAs(all);
    assertThat(ProxyMetadata.of(all).leftOut()).isEmpty();
  }

  @Test
  void theLargestFieldsAreLeftOut() {
    Struct all =
        Struct.newBuilder()
            .putFields("workdir", text("/tmp"))
            .putFields("half", text("x".repeat(ProxyMetadata.MOST_BYTES / 2)))
            .putFields("large\n[forged line]", text("x".repeat(ProxyMetadata.MOST_BYTES - 100)))
            .putFields("huge", text("x".repeat(1 << 20)))
            .build();
    ProxyMetadata metadata = ProxyMetadata.of(all);
    assertThat(metadata.kept().getFieldsMap()).containsOnlyKeys("workdir", "half");
    assertThat(metadata.leftOut()).containsExactly("huge", "large??forged?line?");
  }

  @Test
  void manyFieldsAreTooMuchAsWell() {
    Struct.Builder all = Struct.newBuilder();
    for (int i = 0; i < 20_000; i++) {
      all.putFields("field" + i, text("value"));
    }
    ProxyMetadata metadata = ProxyMetadata.of(all.build());
    assertThat(metadata.kept().getSerializedSize()).isLessThanOrEqualTo(ProxyMetadata.MOST_BYTES);
    assertThat(metadata.kept().getFieldsCount()).isGreaterThan(500);
    assertThat(metadata.leftOut()).hasSize(10);
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}
