package io.higuma;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.higuma.events.EventRecorder;
import io.higuma.events.EventType;
import java.util.ArrayList;
import java.util.List;

/** Keeps events as text: type, reason, name of the object, message. */
public final class RecordedEvents implements EventRecorder {
  private final List<String> texts = new ArrayList<>();

  @Override
  public void record(HasMetadata regarding, EventType type, String reason, String message) {
    texts.add(
        "%s %s %s: %s".formatted(type.text(), reason, regarding.getMetadata().getName(), message));
  }

  public List<String> texts() {
    return List.copyOf(texts);
  }
}
