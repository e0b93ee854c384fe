package io.higuma.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedAuthorityTest {
  private final LeafIssuer issuer = new LeafIssuer(InstantSource.system(), new SecureRandom());
  private final String first = issuer.newAuthority().certificatePem();
  private final String second = issuer.newAuthority().certificatePem();
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void aFileIsFollowedAsTheKubeletChangesIt(@TempDir Path folder) throws Exception {
    // Given
    var volume = new MountedVolume(folder);
    volume.put("ca.crt", first);
    TrustedAuthority authority = TrustedAuthority.ofFile(folder.resolve("ca.crt"));
    authority.whenRenewed(told::incrementAndGet);
    // Then
    assertThat(authority.isKnown()).isTrue();
    assertThat(authority.pem()).isEqualTo(first);
    // When
    authority.renew(second);
    // Then
    assertThat(authority.pem()).as("what we serve does not count").isEqualTo(first);
    // When
    volume.put("ca.crt", second + first);
    authority.look();
    authority.look();
    // Then
    assertThat(authority.pem()).isEqualTo(second + first);
    assertThat(told).hasValue(1);
  }

  @Test
  void whatCanNotBeUsedChangesNothing(@TempDir Path folder) throws Exception {
    // Given
    Path file = folder.resolve("ca.crt");
    Files.writeString(file, first);
    TrustedAuthority authority = TrustedAuthority.ofFile(file);
    // When
    Files.writeString(file, "");
    authority.look();
    Files.delete(file);
    authority.look();
    // Then
    assertThat(authority.pem()).isEqualTo(first);
    // When
    Files.writeString(file, second);
    authority.look();
    // Then
    assertThat(authority.pem()).isEqualTo(second);
    assertThatThrownBy(() -> TrustedAuthority.ofFile(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class);
  }
}
