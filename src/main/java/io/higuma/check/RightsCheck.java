package io.higuma.check;

import io.higuma.explain.ApiObjects.Answer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether somebody has the rights that are needed.
 *
 * @param who the beginning of a sentence
 * @param wanted what is asked for
 * @param answers a review for each
 */
record RightsCheck(String check, String who, List<Right> wanted, List<Answer> answers, String cure)
    implements Check {
  RightsCheck {
    wanted = List.copyOf(wanted);
    answers = List.copyOf(answers);
  }

  /** What is not allowed; empty also where nothing is known. */
  List<Right> missing() {
    return IntStream.range(0, wanted.size())
        .filter(i ->
            answers.get(i) instanceof Answer.Found(var review)
                && !review.path("status").path("allowed").asBoolean())
        .mapToObj(wanted::get)
        .toList();
  }

  @Override
  public List<Finding> findings() {
    for (Answer answer : answers) {
      if (answer instanceof Answer.Denied(var why)) {
        return List.of(Finding.skipped(check, who + ": the rights are not known", why));
      }
      if (answer instanceof Answer.Missing) {
        return List.of(
            Finding.skipped(
                check, who + ": the rights are not known", "the API server has no access reviews"));
      }
    }
    List<Right> missing = missing();
    return missing.isEmpty()
        ? List.of(
            Finding.ok(
                check, "%s: all %d rights that are needed are there".formatted(who, wanted.size())))
        : List.of(
            Finding.error(
                check,
                "%s: may not %s"
                    .formatted(who, Words.some(missing.stream().map(Right::words).toList())),
                cure));
  }
}
