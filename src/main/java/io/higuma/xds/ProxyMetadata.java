package io.higuma.xds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a proxy says about itself, as much of it as is kept: some 5 KiB for a sidecar, but its
 * messages may have megabytes.
 *
 * @param kept the smaller fields, {@value #MOST_BYTES} bytes together at the most
 * @param leftOut names of the others, sorted, as they can be shown
 */
public record ProxyMetadata(Struct kept, List<String> leftOut) {
  static final int MOST_BYTES = 64 << 10;

  private static final int MOST_NAMES = 10;
  private static final int MOST_CHARACTERS = 64;

  public ProxyMetadata {
    leftOut = List.copyOf(leftOut);
  }

  public static ProxyMetadata of(Struct all) {
    if (all.getSerializedSize() <= MOST_BYTES) {
      return new ProxyMetadata(all, List.of());
    }
    var sorted = new ArrayList<Map.Entry<String, Value>>(all.getFieldsMap().entrySet());
    sorted.sort(Comparator.comparingInt(ProxyMetadata::size).thenComparing(Map.Entry::getKey));
    Struct.Builder kept = Struct.newBuilder();
    var leftOut = new ArrayList<String>();
    int bytes = 0;
    for (Map.Entry<String, Value> field : sorted) {
      bytes += size(field);
      if (bytes <= MOST_BYTES) {
        kept.putFields(field.getKey(), field.getValue());
      } else {
        leftOut.add(shown(field.getKey()));
      }
    }
    return new ProxyMetadata(kept.build(), leftOut.stream().sorted().limit(MOST_NAMES).toList());
  }

  private static int size(Map.Entry<String, Value> field) {
    return 3 * field.getKey().length() + field.getValue().getSerializedSize();
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "?");
    return plain.length() <= MOST_CHARACTERS ? plain : plain.substring(0, MOST_CHARACTERS);
  }
}
