package io.higuma.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.regex.Pattern;

/** Objects as YAML the way kubectl prints it: quotes only where a text would not be read as one. */
public final class YamlText {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .stringQuotingChecker(new Quotes())
              .build());

  private YamlText() {}

  /** One document, ending with a new line. */
  public static String of(Object value) {
    try {
      return YAML.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of our own cannot be printed", e);
    }
  }

  /** Other readers take more texts for numbers and times than Jackson's own. */
  private static final class Quotes extends StringQuotingChecker {
    private static final long serialVersionUID = 1;
    private static final Pattern NUMBER_OR_TIME =
        Pattern.compile("[-+.]?[0-9][-+.:_0-9a-fA-FoOxXTZ ]*|[-+]?\\.(?:inf|Inf|INF|nan|NaN|NAN)");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern SPECIAL = Pattern.compile("[-=<].*");
    private static final StringQuotingChecker DEFAULT = new StringQuotingChecker.Default();

    @Override
    public boolean needToQuoteName(String name) {
      return DEFAULT.needToQuoteName(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return DEFAULT.needToQuoteValue(value)
          || SPECIAL.matcher(value).matches()
          || (NUMBER_OR_TIME.matcher(value).matches() && !IPV4.matcher(value).matches());
    }
  }
}
