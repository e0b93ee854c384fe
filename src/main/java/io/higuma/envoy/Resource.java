package io.higuma.envoy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One resource as Envoy gets it: serialised once, however many proxies it is for.
 *
 * @param version of the content alone: 32 hexadecimal digits, equal for equal bytes
 * @param body with {@code type_url} and the serialised message
 */
public record Resource(ResourceType type, String name, String version, Any body) {
  private static final int VERSION_BYTES = 16;

  public static Resource of(ResourceType type, String name, Message message) {
    ByteString bytes = message.toByteString();
    Any body = Any.newBuilder().setTypeUrl(type.url()).setValue(bytes).build();
    return new Resource(type, name, version(bytes), body);
  }

  private static String version(ByteString bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (ByteBuffer part : bytes.asReadOnlyByteBufferList()) {
        sha256.update(part);
      }
      return HexFormat.of().formatHex(sha256.digest(), 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Each Java platform has SHA-256", e);
    }
  }

  /** Nothing of the body: it may hold a private key. */
  @Override
  public String toString() {
    return type + " " + name + "@" + version;
  }
}
