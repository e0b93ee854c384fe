package io.higuma.admission;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * How much a review may hold, so that one of the largest size takes a bounded multiple of it in
 * memory. Beyond it, the exception's message says which limit was hit, for the user.
 */
final class ReviewConstraints extends StreamReadConstraints {
  private static final long serialVersionUID = 1;

  /** Deeper than any object of the Kubernetes API. */
  static final int DEPTH = 200;

  /**
   * Names, values, brackets and braces. A pod with as many that fits into etcd would have texts of
   * four letters on average.
   */
  static final int TOKENS = 200_000;

  /** Any number of the Kubernetes API has less than 20. */
  static final int DIGITS = 100;

  /** Keys of labels have 317 at the most, and Kubernetes refuses longer ones later. */
  static final int NAME_CHARACTERS = 4_096;

  static final ReviewConstraints DEFAULT = new ReviewConstraints();

  private ReviewConstraints() {
    super(DEPTH, -1, DIGITS, Integer.MAX_VALUE, NAME_CHARACTERS, TOKENS);
  }

  @Override
  public void validateNestingDepth(int depth) throws StreamConstraintsException {
    check(depth <= DEPTH, "is nested deeper than " + DEPTH + " levels");
  }

  @Override
  public void validateTokenCount(long count) throws StreamConstraintsException {
    check(count <= TOKENS, "has more than " + TOKENS + " names and values");
  }

  @Override
  public void validateIntegerLength(int length) throws StreamConstraintsException {
    check(length <= DIGITS, "has a number of more than " + DIGITS + " digits");
  }

  @Override
  public void validateFPLength(int length) throws StreamConstraintsException {
    validateIntegerLength(length);
  }

  @Override
  public void validateNameLength(int length) throws StreamConstraintsException {
    check(
        length <= NAME_CHARACTERS,
        "has a field name of more than " + NAME_CHARACTERS + " characters");
  }

  private static void check(boolean within, String otherwise) throws StreamConstraintsException {
    if (!within) {
      throw new StreamConstraintsException("the AdmissionReview " + otherwise);
    }
  }
}
