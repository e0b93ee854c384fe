package io.higuma.admission;

import io.higuma.resource.ResourceKind;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Tells the user of an object that its kind has no effect, where nobody else is asked about it. It
 * allows everything.
 */
public final class EffectAdmission implements AdmissionHandler {
  private static final Logger LOG = Logger.getLogger(EffectAdmission.class);

  @Override
  public byte[] review(byte[] body) {
    return switch (AdmissionCodec.read(body)) {
      case AdmissionCodec.Reading.Unreadable(var apiVersion, var uid, var message) -> {
        LOG.debugv("A review was not understood: {0}", message);
        yield AdmissionCodec.write(apiVersion, uid, AdmissionAnswer.Allowed.SILENTLY);
      }
      case AdmissionCodec.Reading.Read(var request) ->
          AdmissionCodec.write(request.apiVersion(), request.uid(), answer(request));
    };
  }

  private static AdmissionAnswer answer(AdmissionRequest request) {
    List<String> warnings =
        ResourceKind.of(Requests.kindName(request))
            .flatMap(ResourceKind::unsupported)
            .map(List::of)
            .orElse(List.of());
    return new AdmissionAnswer.Allowed(new AdmissionAnswer.Remarks(warnings, Map.of()));
  }
}
