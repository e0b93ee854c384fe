package io.higuma.it.envoy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/**
 * An application in a pod: says who it is and what it was asked. {@code Echo PORT NAME}; it prints
 * a line when it listens.
 */
final class Echo {
  private Echo() {}

  public static void main(String[] args) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[0])), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          var answer = new StringBuilder();
          answer.append("name: ").append(args[1]).append('\n');
          answer
              .append("from: ")
              .append(exchange.getRemoteAddress().getAddress().getHostAddress())
              .append('\n');
          answer.append("path: ").append(exchange.getRequestURI()).append('\n');
          var headers = new TreeMap<String, String>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
          headers.forEach(
              (name, value) -> answer.append(name).append(": ").append(value).append('\n'));
          byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    System.out.println("listening");
  }
}
