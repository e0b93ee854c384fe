package io.higuma.admission;

import io.higuma.inject.Notice;
import io.higuma.inject.NoticeReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The notices of one pod by their reasons, for what tells each reason once. */
final class NoticeGroups {
  private NoticeGroups() {}

  /** The messages of each reason in one text. */
  static Map<NoticeReason, String> of(List<Notice> notices) {
    if (notices.isEmpty()) {
      return Map.of();
    }
    var groups = new EnumMap<NoticeReason, String>(NoticeReason.class);
    for (Notice notice : notices) {
      groups.merge(notice.reason(), notice.message(), (one, more) -> one + "; " + more);
    }
    return groups;
  }
}
