package io.higuma.cli;

import static io.higuma.cli.Outcome.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code higuma check} and {@code higuma support-bundle} with API servers of all sorts. */
class CheckCommandTest {
  @TempDir private Path folder;

  private String kubeconfig(String server) throws IOException {
    return Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: test, cluster: {server: "%s"}}]
            users: [{name: ann, user: {token: hidden}}]
            contexts: [{name: test, context: {cluster: test, user: ann}}]
            current-context: test
            """
                .formatted(server))
        .toString();
  }

  /** An API server that forbids everything. */
  private HttpServer forbidding() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              """
              {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,
               "message":"forbidden: User \\"ann\\" cannot do that"}
              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(403, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void withoutAClusterThereIsOneSentence() throws IOException {
    String nobody = kubeconfig("http://127.0.0.1:1");
    for (String[] command :
        new String[][] {
          {"check"},
          {"check", "--pre"},
          {"support-bundle", "-o", folder.resolve("x.tgz").toString()}
        }) {
      var args = new ArrayList<>(List.of(command));
      args.addAll(List.of("--kubeconfig", nobody));
      Outcome outcome = run("", args.toArray(String[]::new));
      assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.err()).contains("can't be reached").doesNotContain("\tat ", "hidden");
      assertThat(outcome.out()).isEmpty();
    }
    assertThat(folder.resolve("x.tgz")).doesNotExist();
    Outcome none = run("", "check", "--kubeconfig", folder.resolve("none").toString());
    assertThat(none.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(none.err()).contains("there is no such kubeconfig");
  }

  @Test
  void wrongUsageShowsTheUsage() {
    for (String command : List.of("check", "support-bundle")) {
      Outcome outcome = run("", command, "--system-namespace", "a/../b");
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(outcome.err()).contains("is no name of a namespace", "Usage: higuma " + command);
    }
  }

  @Test
  void whatMayNotBeReadIsSkipped() throws IOException {
    HttpServer server = forbidding();
    try {
      String kubeconfig = kubeconfig(address(server));
      Outcome outcome = run("", "check", "--kubeconfig", kubeconfig);
      assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(ExitCode.OK);
      assertThat(outcome.out())
          .contains("skipped  webhooks", "User \"ann\" cannot do that", "0 errors, 0 warnings")
          .doesNotContain("\u001b", "hidden");
      Outcome strict =
          run("", "check", "--kubeconfig", kubeconfig, "--fail-on", "warning,skipped", "-ojson");
      assertThat(strict.exitCode()).isEqualTo(ExitCode.FAILED_ON);
      assertThat(strict.json().path("kind").asText()).isEqualTo("CheckReport");
      assertThat(strict.json().at("/findings/0/status").asText()).isEqualTo("skipped");
      assertThat(run("", "check", "--kubeconfig", kubeconfig, "--color=always").out())
          .contains("\u001b[36mskipped\u001b[0m");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anArchiveIsItsOwnersAlone() throws IOException {
    HttpServer server = forbidding();
    try {
      String kubeconfig = kubeconfig(address(server));
      Path file = folder.resolve("bundle.tgz");
      Outcome outcome =
          run("", "support-bundle", "--kubeconfig", kubeconfig, "-o", file.toString());
      assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.OK);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      var names = new ArrayList<String>();
      try (var tar = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          names.add(entry.getName());
          assertThat(new String(tar.readAllBytes(), StandardCharsets.UTF_8))
              .doesNotContain("hidden");
        }
      }
      assertThat(names)
          .containsExactly(
              "higuma-support/manifest.yaml",
              "higuma-support/check.txt",
              "higuma-support/check.yaml",
              "higuma-support/crds.yaml");
      Outcome again = run("", "support-bundle", "--kubeconfig", kubeconfig, "-o", file.toString());
      assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(again.err()).contains("is there already");
    } finally {
      server.stop(0);
    }
  }
}
