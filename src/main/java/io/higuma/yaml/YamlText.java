package io.higuma.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;

/**
 * Objects as YAML the way kubectl prints it: quotes only where a text would not be read as one, by
 * kubectl above all.
 */
public final class YamlText {
  private static final Quotes QUOTES = new Quotes();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new ExactYamlFactory(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                  .stringQuotingChecker(QUOTES)));

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private YamlText() {}

  /** One document, ending with a new line. */
  public static String of(Object value) {
    try {
      return withoutMarks(YAML.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of our own cannot be printed", e);
    }
  }

  /**
   * Appends a text as {@link #of} prints it in a field or list, at a fraction of the cost.
   *
   * @return whether it is one whose form is plain to see: letters, digits and {@code . / : _ -};
   *     otherwise nothing is appended
   */
  public static boolean appendSimple(StringBuilder out, String text) {
    if (!isSimple(text)) {
      return false;
    }
    if (text.isEmpty() || QUOTES.needToQuoteValue(text)) {
      out.append('"').append(text).append('"');
    } else {
      out.append(text);
    }
    return true;
  }

  private static boolean isSimple(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      boolean simple =
          (character >= 'a' && character <= 'z')
              || (character >= 'A' && character <= 'Z')
              || (character >= '-' && character <= ':') // and between them: . / and digits
              || character == '_';
      if (!simple) {
        return false;
      }
    }
    return !text.endsWith(":") && !text.startsWith("...");
  }

  /** SnakeYAML escapes all that need it but this one; what has it is in double quotes. */
  private static String withoutMarks(String text) {
    return text.indexOf(BYTE_ORDER_MARK) < 0
        ? text
        : text.replace(String.valueOf(BYTE_ORDER_MARK), "\\uFEFF");
  }
}
