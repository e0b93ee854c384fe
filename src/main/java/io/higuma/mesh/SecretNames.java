package io.higuma.mesh;

import java.util.Collection;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** How Kuma's Secrets are named, and what types they have. */
public final class SecretNames {
  /** Type of a Secret of one mesh. */
  public static final String MESH_SECRET = "system.kuma.io/secret";

  /** Type of a Secret of no mesh. */
  public static final String GLOBAL_SECRET = "system.kuma.io/global-secret";

  /** The one key of the data of either. */
  public static final String VALUE = "value";

  public static final String ENVOY_ADMIN_CA = "envoy-admin-ca";

  /** The longest name of a Secret. */
  static final int MAX_LENGTH = 253;

  private static final int MAX_DIGITS = 9;

  private SecretNames() {}

  public static String builtinCertificate(String mesh, String backend) {
    return mesh + ".ca-builtin-cert-" + backend;
  }

  public static String builtinKey(String mesh, String backend) {
    return mesh + ".ca-builtin-key-" + backend;
  }

  /** Without the serial number. */
  public static String dataplaneTokenKey(String mesh) {
    return "dataplane-token-signing-key-" + mesh;
  }

  /** Without the serial number. */
  public static String zoneTokenKey() {
    return "zone-token-signing-key";
  }

  /**
   * The serial number of the key that signs: the highest.
   *
   * @param key the name without a number, which counts as number 0
   * @param names of all Secrets of the mesh, or of no mesh
   * @return empty if there is no such key
   */
  static OptionalInt highestSerial(String key, Collection<String> names) {
    return names.stream().flatMapToInt(name -> serial(key, name)).max();
  }

  private static IntStream serial(String key, String name) {
    if (name.equals(key)) {
      return IntStream.of(0);
    }
    if (!name.startsWith(key + "-")) {
      return IntStream.empty();
    }
    String number = name.substring(key.length() + 1);
    boolean isNumber =
        !number.isEmpty()
            && number.length() <= MAX_DIGITS
            && number.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? IntStream.of(Integer.parseInt(number)) : IntStream.empty();
  }
}
