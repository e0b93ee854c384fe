package io.higuma.identity;

import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Passes on what becomes of certificates, to whoever is there by then. */
public final class CertificateNews implements IssuedCertificates.Listener {
  private static final Logger LOG = Logger.getLogger(CertificateNews.class);

  private volatile Consumer<String> onIssued = proxy -> {};
  private volatile Runnable onDue = () -> {};

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
  public void failed(String proxy, String sentence) {
    LOG.warnv("A proxy gets no certificate; proxy={0}: {1}", proxy, sentence);
  }

  @Override
  public void dueChanged() {
    onDue.run();
  }
}
