package io.higuma.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.inject.Reason;
import io.higuma.inject.RejectReason;
import io.higuma.inject.SkipReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever reads a code finds it in the documentation. */
class TroubleshootingPageTest {
  private static final Path PAGE = Path.of("docs", "troubleshooting.md");

  @Test
  void hasEveryCauseAndEveryReasonForNoSidecar() throws IOException {
    String page = Files.readString(PAGE);
    Stream<String> reasons =
        Reason.all().stream()
            .filter(reason -> reason instanceof SkipReason || reason instanceof RejectReason)
            .filter(reason -> reason != SkipReason.ALREADY_INJECTED)
            .map(Reason::code);
    Stream<String> causes = Stream.of(Cause.Code.values()).map(Cause.Code::text);
    assertThat(Stream.concat(reasons, causes))
        .allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
  }
}
