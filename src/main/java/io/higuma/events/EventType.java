package io.higuma.events;

/** Whether somebody should look. */
public enum EventType {
  NORMAL("Normal"),
  WARNING("Warning");

  private final String text;

  EventType(String text) {
    this.text = text;
  }

  /** As the Kubernetes API writes it. */
  public String text() {
    return text;
  }
}
