package io.higuma.admission;

/** Answers that the server itself gives, when there is no handler's: denials, as a rule. */
final class ReviewDenial {
  private ReviewDenial() {}

  /**
   * @param body the review, or its beginning; its uid and version are answered as far as they can
   *     be read
   */
  static byte[] of(int code, String message, byte[] body) {
    ReviewHead head = ReviewHead.of(body);
    return AdmissionCodec.write(
        head.apiVersion(), head.uid(), new AdmissionAnswer.Denied(code, message));
  }

  /** For what must not deny: without a uid it is no answer, and the failure policy applies. */
  static byte[] allowed(byte[] body) {
    ReviewHead head = ReviewHead.of(body);
    return AdmissionCodec.write(
        head.apiVersion(), head.uid(), new AdmissionAnswer.Allowed(AdmissionAnswer.Remarks.NONE));
  }
}
