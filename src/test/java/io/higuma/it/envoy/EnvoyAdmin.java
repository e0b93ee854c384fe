package io.higuma.it.envoy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Envoy's admin interface on its socket, which namespaces do not part. */
public record EnvoyAdmin(Path socket) {
  /** A request's status and body; 0 and why, where nobody answers. */
  public record Answer(int status, String head, String body) {
    /** The value of a header; empty if it is not there. */
    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  public Answer get(String path) {
    return send("GET", path, "");
  }

  /** The same, unless it is still what it was. */
  Answer getUnless(String path, String etag) {
    return send("GET", path, etag.isEmpty() ? "" : "If-None-Match: " + etag + "\r\n");
  }

  public Answer post(String path) {
    return send("POST", path, "");
  }

  /** The value of a counter or gauge; 0 if there is none of this name. */
  public long stat(String name) {
    return get("/stats?filter=" + name.replace(".", "%5C."))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 2).strip()))
        .findFirst()
        .orElse(0);
  }

  private Answer send(String method, String path, String header) {
    String request =
        "%s %s HTTP/1.1\r\nHost: admin\r\nContent-Length: 0\r\nConnection: close\r\n%s\r\n"
            .formatted(method, path, header);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      // One byte is one character, as the sizes of chunks count.
      String answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
      int head = answer.indexOf("\r\n\r\n");
      String[] status = answer.split(" ", 3);
      return head < 0 || status.length < 2
          ? new Answer(0, "", "no answer")
          : new Answer(Integer.parseInt(status[1]), answer.substring(0, head), body(answer, head));
    } catch (IOException e) {
      return new Answer(0, "", String.valueOf(e.getMessage()));
    }
  }

  private static String body(String answer, int head) {
    String rest = answer.substring(head + 4);
    if (!answer
        .substring(0, head)
        .toLowerCase(Locale.ROOT)
        .contains("transfer-encoding: chunked")) {
      return rest;
    }
    return BootstrapCall.joined(rest);
  }
}
