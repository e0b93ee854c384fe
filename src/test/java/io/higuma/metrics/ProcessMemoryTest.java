package io.higuma.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {
  @TempDir Path folder;

  @Test
  void readsWhatLinuxSays() throws Exception {
    Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\n");
    Path limit = Files.writeString(folder.resolve("limit"), "536870912\n");
    var memory = new ProcessMemory(status, List.of(folder.resolve("none"), limit));
    assertThat(memory.resident()).isEqualTo(2 << 20);
    assertThat(memory.limit()).isEqualTo(512 << 20);
  }

  @Test
  void whatIsNotThereIsNotANumber() throws Exception {
    Path none = folder.resolve("none");
    assertThat(new ProcessMemory(none, List.of(none)).resident()).isNaN();
    assertThat(new ProcessMemory(none, List.of(none)).limit()).isNaN();
    Path max = Files.writeString(folder.resolve("max"), "max\n");
    assertThat(new ProcessMemory(max, List.of(max)).resident()).isNaN();
    assertThat(new ProcessMemory(max, List.of(max)).limit()).isNaN();
    Path huge = Files.writeString(folder.resolve("huge"), "9223372036854771712\n");
    assertThat(new ProcessMemory(huge, List.of(huge)).limit()).isNaN();
  }
}
