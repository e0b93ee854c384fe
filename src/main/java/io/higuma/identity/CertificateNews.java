package io.higuma.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Passes on what becomes of certificates, to whoever is there by then. */
public final class CertificateNews implements IssuedCertificates.Listener {
  private static final Logger LOG = Logger.getLogger(CertificateNews.class);

  /** An authority that fails does so for all proxies of its mesh. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private static final int REASONS = 1_000;

  private final Cache<String, Boolean> told;
  private volatile Consumer<String> onIssued = proxy -> {};
  private volatile Runnable onDue = () -> {};

  public CertificateNews(Ticker ticker) {
    told =
        Caffeine.newBuilder().expireAfterWrite(QUIET).maximumSize(REASONS).ticker(ticker).build();
  }

  /**
   * Before the first certificate.
   *
   * @param issued gets the proxy
   * @param due is run when something is due at another time than before
   */
  public void tell(Consumer<String> issued, Runnable due) {
    onIssued = issued;
    onDue = due;
  }

  @Override
  public void issued(String proxy, IssuedCertificate certificate) {
    onIssued.accept(proxy);
  }

  @Override
  public void failed(String proxy, String reason, String sentence) {
    if (isNews(reason)) {
      LOG.warnv(
          "A proxy gets no certificate, and maybe others neither: this is said once a minute;"
              + " proxy={0}: {1}",
          proxy, sentence);
    }
  }

  /** Whether a reason was not told within the last minute; it counts as told then. */
  boolean isNews(String reason) {
    return told.asMap().putIfAbsent(reason, true) == null;
  }

  @Override
  public void dueChanged() {
    onDue.run();
  }
}
