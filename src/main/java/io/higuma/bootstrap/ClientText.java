package io.higuma.bootstrap;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What comes from somebody who has not proved who he is: read and quoted within bounds. */
final class ClientText {
  /** Of a Dataplane with a thousand outbounds there are half as many. */
  private static final long TOKENS = 20_000;

  private static final int DEPTH = 64;
  private static final int QUOTED = 100;

  private ClientText() {}

  /** Reads no more than what takes a few MB as a tree; beyond it the text counts as malformed. */
  static ObjectMapper mapper() {
    return new ObjectMapper(
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxTokenCount(TOKENS)
                    .maxNumberLength(QUOTED)
                    .build())
            .build());
  }

  /** For a sentence: in quotes, cut to 100 characters, on one line. */
  static String quoted(String text) {
    String cut = text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
    return '"' + cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ") + '"';
  }
}
