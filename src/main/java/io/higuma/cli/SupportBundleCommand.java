package io.higuma.cli;

import io.higuma.support.BundleFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "support-bundle",
    description = {
      "Collect in one archive what somebody who helps needs to see: versions, the control plane with"
          + " its logs and metrics, webhooks, the objects of the mesh, and what higuma check finds.",
      "",
      "Secrets are never read, and what may be secret elsewhere is taken out. manifest.yaml in it says"
          + " what is there, what is not, and why. Nothing is changed in the cluster."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the archive is written",
      "2:wrong usage",
      "3:the cluster cannot be asked, or the file cannot be written"
    })
final class SupportBundleCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Console console;
  private final InstantSource clock;

  @Mixin private LiveOptions live = new LiveOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The archive, which must not be there yet; else higuma-support-TIME.tgz.")
  private @Nullable Path output;

  SupportBundleCommand(Console console, InstantSource clock) {
    this.console = console;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InputException {
    live.mistake(Optional.empty())
        .ifPresent(mistake -> {
          if (spec == null) {
            throw new IllegalStateException("picocli did not fill the fields");
          }
          throw new ParameterException(spec.commandLine(), mistake);
        });
    Instant now = clock.instant();
    Path file =
        output == null ? Path.of("higuma-support-%s.tgz".formatted(STAMP.format(now))) : output;
    // What takes minutes is not begun for a file that can't be written.
    try (var archive = Archive.create(file)) {
      List<BundleFile> files = new LiveChecks(live).bundle(clock);
      archive.write(files, now);
      console.note(
          "%s has %d files; look through them before you hand it on".formatted(file, files.size()));
    } catch (FileAlreadyExistsException e) {
      throw InputException.unreadable(file + " is there already: give another -o");
    } catch (IOException e) {
      throw InputException.unreadable("%s can't be written: %s".formatted(file, e.getMessage()));
    }
    return ExitCode.OK;
  }
}
