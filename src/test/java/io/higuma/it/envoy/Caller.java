package io.higuma.it.envoy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks what it is told to on its standard input, a line each: {@code GET URL} prints the status and
 * the body, {@code LOAD URL} asks again and again until {@code STOP}, which prints how many were
 * answered by 200, how many were not, and what became of the first of those.
 */
final class Caller {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int PAUSE_MILLIS = 5;

  private static @Nullable Load load;

  private Caller() {}

  /** Requests one after the other. */
  private static final class Load extends Thread {
    private final String url;
    private volatile boolean stopped;
    private int good;
    private int bad;
    private String first = "";

    private Load(String url) {
      this.url = url;
    }

    @Override
    public void run() {
      while (!stopped) {
        String answer = get(url);
        if (answer.startsWith("200 ")) {
          good++;
        } else {
          bad++;
          first = first.isEmpty() ? answer : first;
        }
        try {
          sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  public static void main(String[] args) throws Exception {
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", 2);
      System.out.println(
          switch (words[0]) {
            case "GET" -> get(words[1]);
            case "LOAD" -> start(words[1]);
            default -> stop();
          });
    }
  }

  private static String start(String url) {
    Load started = new Load(url);
    load = started;
    started.start();
    return "started";
  }

  private static String stop() throws InterruptedException {
    Load running = load;
    if (running == null) {
      return "nothing runs";
    }
    running.stopped = true;
    running.join();
    return running.good + " " + running.bad + " " + running.first;
  }

  private static String get(String url) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      InputStream stream =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : connection.getErrorStream();
      String body = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return status + " " + body.strip().replace("\n", "; ");
    } catch (IOException e) {
      return "failed: " + e;
    }
  }
}
