package io.higuma.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the process takes and may take of the memory of its container: more than the heap, which is
 * all that the JVM tells.
 *
 * @param status of the process, as Linux has it in {@code /proc/self/status}
 * @param limits of the container, as control groups of version 2 and 1 have them; the first that
 *     there is counts
 */
public record ProcessMemory(Path status, List<Path> limits) {
  private static final String RESIDENT = "VmRSS:";

  /** Version 1 has some number near to 2⁶³ when there is no limit. */
  private static final long NO_LIMIT = 1L << 60;

  public static ProcessMemory ofThisProcess() {
    return new ProcessMemory(
        Path.of("/proc/self/status"),
        List.of(
            Path.of("/sys/fs/cgroup/memory.max"),
            Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes")));
  }

  public void measure(MeterRegistry registry) {
    Metric.RESIDENT_MEMORY.gauge(registry, this, ProcessMemory::resident);
    Metric.MEMORY_LIMIT.gauge(registry, this, ProcessMemory::limit);
  }

  /** In bytes; not a number when it can't be read. */
  double resident() {
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException | RuntimeException e) {
      return Double.NaN;
    }
  }

  /** In bytes; not a number when there is none, or it can't be read. */
  double limit() {
    for (Path file : limits) {
      try {
        long limit = Long.parseLong(Files.readString(file).strip());
        return limit < NO_LIMIT ? limit : Double.NaN;
      } catch (IOException | NumberFormatException e) {
        // "max", or a control group of the other version: the next one may have it.
      }
    }
    return Double.NaN;
  }
}
