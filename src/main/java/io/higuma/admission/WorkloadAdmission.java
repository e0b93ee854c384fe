package io.higuma.admission;

import io.higuma.inject.ClusterView;
import io.higuma.inject.WorkloadWarnings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Warns the user of a workload of what will become of its pods. It allows everything: pods are
 * decided about when they are made.
 */
public record WorkloadAdmission(WorkloadWarnings warnings) {
  private static final Logger LOG = Logger.getLogger(WorkloadAdmission.class);

  /** From the bytes of an AdmissionReview to those of its answer. */
  public byte[] review(byte[] body) {
    return switch (AdmissionCodec.read(body)) {
      case AdmissionCodec.Reading.Unreadable(var apiVersion, var uid, var message) -> {
        LOG.debugv("A review was not understood: {0}", message);
        yield allow(apiVersion, uid, List.of());
      }
      case AdmissionCodec.Reading.Read(var request) ->
          allow(request.apiVersion(), request.uid(), warningsOf(request));
    };
  }

  private static byte[] allow(String apiVersion, String uid, List<String> warnings) {
    return AdmissionCodec.write(
        apiVersion,
        uid,
        new AdmissionAnswer.Allowed(new AdmissionAnswer.Remarks(warnings, Map.of())));
  }

  private List<String> warningsOf(AdmissionRequest request) {
    if (!WorkloadWarnings.isWorthALook(request.object(), request.oldObject())) {
      return List.of();
    }
    List<String> misplaced = WorkloadWarnings.misplacedKeys(request.object());
    List<String> ofPods = ofPods(request);
    return Stream.concat(misplaced.stream(), ofPods.stream()).toList();
  }

  private List<String> ofPods(AdmissionRequest request) {
    try {
      return warnings.ofPods(request.object(), request.namespace());
    } catch (WouldBlockException | ClusterView.UnavailableException e) {
      // What may just be too new to be in memory, as a Mesh in the same file, is no mistake.
      LOG.debugv("A workload is not looked at: {0}", e.getMessage());
      return List.of();
    }
  }
}
