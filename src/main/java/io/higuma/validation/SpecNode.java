package io.higuma.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A value in an object that a user wrote, with its place. Reading it as a type that it does not
 * have is noted as a violation and gives nothing, so rules need not ask for types; null counts as
 * absent. Nothing throws, whatever the value is.
 */
public final class SpecNode {
  private static final int MAX_SHOWN = 100;
  private static final int MAX_DIGITS = 40;
  private static final JsonNode MISSING = MissingNode.getInstance();
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private final JsonNode value;
  private final FieldPath path;
  private final Findings findings;

  private SpecNode(JsonNode value, FieldPath path, Findings findings) {
    this.value = value.isNull() ? MissingNode.getInstance() : value;
    this.path = path;
    this.findings = findings;
  }

  /**
   * The value where reading begins.
   *
   * @param findings gets what is wrong with it and with all below
   */
  public static SpecNode of(JsonNode value, FieldPath path, Findings findings) {
    return new SpecNode(value, path, findings);
  }

  public FieldPath path() {
    return path;
  }

  /** Whether there is a value, of whatever type. */
  public boolean isPresent() {
    return !value.isMissingNode();
  }

  public boolean isAbsent() {
    return value.isMissingNode();
  }

  /** Whether it is absent, or a text, list or object with nothing in it. */
  public boolean isEmpty() {
    return value.isMissingNode()
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isContainerNode() && value.isEmpty());
  }

  /** The value itself, for what has no fixed shape; missing if there is none. Not to be changed. */
  public JsonNode json() {
    return value;
  }

  /** A field of an object; absent when this is no object. */
  public SpecNode field(String name) {
    return new SpecNode(isObject() ? value.path(name) : MISSING, path.field(name), findings);
  }

  /** The same value, reported at another place: some violations are where clients expect them. */
  public SpecNode at(FieldPath otherPath) {
    return new SpecNode(value, otherPath, findings);
  }

  /** Notes an object that is none. */
  public boolean isObject() {
    return value.isObject() || isWrong("an object");
  }

  /** For an object whose fields are read by nobody. */
  public void expectObject() {
    boolean ignored = isAbsent() || isObject();
  }

  /** The items of a list; none if there is no list. */
  public List<SpecNode> items() {
    if (!value.isArray()) {
      boolean ignored = isWrong("a list");
      return List.of();
    }
    var items = new ArrayList<SpecNode>(value.size());
    for (int i = 0; i < value.size(); i++) {
      items.add(new SpecNode(value.get(i), path.index(i), findings));
    }
    return items;
  }

  /**
   * The items of a list that has to hold objects. An item that is null or no object is noted and
   * left out; the others keep their position in their path.
   */
  public List<SpecNode> objects() {
    return items().stream()
        .filter(item -> item.isAbsent() ? item.isGiven() : item.isObject())
        .toList();
  }

  private boolean isGiven() {
    if (isAbsent()) {
      reject("must not be null");
    }
    return isPresent();
  }

  /** The texts of a list. */
  public List<String> texts() {
    return items().stream().flatMap(item -> item.text().stream()).toList();
  }

  /** The entries of a map. */
  public record Entry(String key, SpecNode value) {}

  /** The entries of a map, sorted by key. */
  public List<Entry> entries() {
    if (!isObject()) {
      return List.of();
    }
    return value.properties().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(entry ->
            new Entry(
                entry.getKey(),
                new SpecNode(entry.getValue(), path.key(shortened(entry.getKey())), findings)))
        .toList();
  }

  public Optional<String> text() {
    return value.isTextual() ? Optional.of(value.textValue()) : nothing("a text");
  }

  /** The text, or the empty one. */
  public String textOrEmpty() {
    return text().orElse("");
  }

  public Optional<Boolean> truth() {
    return value.isBoolean() ? Optional.of(value.booleanValue()) : nothing("true or false");
  }

  public boolean isTrue() {
    return truth().orElse(false);
  }

  /**
   * A whole number of 64 bits. Digits in a text count, too: that is how some formats of JSON write
   * large ones.
   */
  public Optional<Long> integer() {
    Optional<Long> number =
        decimal(value)
            .filter(exact -> exact.abs().compareTo(LARGEST) <= 0)
            .filter(exact -> exact.stripTrailingZeros().scale() <= 0)
            .map(BigDecimal::longValueExact);
    return number.isPresent() ? number : nothing("a whole number");
  }

  /** A number, of JSON or in a text. */
  public Optional<BigDecimal> number() {
    Optional<BigDecimal> number = decimal(value);
    return number.isPresent() ? number : nothing("a number");
  }

  /** Notes those of these fields that are no texts; for fields without other rules. */
  public void expectTexts(String... fields) {
    for (String name : fields) {
      boolean ignored = field(name).text().isPresent();
    }
  }

  /** Notes values of a map that are no texts. */
  public void expectMapOfTexts() {
    for (Entry entry : entries()) {
      boolean ignored = entry.value().text().isPresent();
    }
  }

  /** Notes those of these fields that are neither true nor false. */
  public void expectTruths(String... fields) {
    for (String name : fields) {
      boolean ignored = field(name).isTrue();
    }
  }

  /** Notes those of these fields that are no whole numbers. */
  public void expectIntegers(String... fields) {
    for (String name : fields) {
      boolean ignored = field(name).integer().isPresent();
    }
  }

  /** Whether it is a number, or a text that holds one; notes nothing. */
  public boolean holdsNumber() {
    return decimal(value).isPresent();
  }

  /** Whether it is a text; notes nothing. */
  public boolean holdsText() {
    return value.isTextual();
  }

  /** Notes what is wrong with this value. */
  public void reject(String message) {
    findings.add(path, message);
  }

  /** How many there are of what should be one of. */
  public static long count(SpecNode... alternatives) {
    return Stream.of(alternatives).filter(SpecNode::isPresent).count();
  }

  private static Optional<BigDecimal> decimal(JsonNode node) {
    if (node.isNumber() && !isHuge(node)) {
      return Optional.of(node.decimalValue());
    }
    return node.isTextual() ? decimal(node.textValue()) : Optional.empty();
  }

  /** Numbers such as 1e999999999 are short to write and long to print. */
  private static boolean isHuge(JsonNode node) {
    if (node.isFloatingPointNumber() && !node.isBigDecimal()) {
      return !Double.isFinite(node.doubleValue());
    }
    BigDecimal exact = node.decimalValue();
    return exact.precision() > MAX_DIGITS || Math.abs((long) exact.scale()) > MAX_DIGITS;
  }

  private static Optional<BigDecimal> decimal(String text) {
    if (text.isEmpty() || text.length() > MAX_DIGITS || !isDecimal(text)) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text));
  }

  private static boolean isDecimal(String text) {
    int begin = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int points = 0;
    int digits = 0;
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        points++;
      } else if (c >= '0' && c <= '9') {
        digits++;
      } else {
        return false;
      }
    }
    return digits > 0 && points <= 1;
  }

  private <T> Optional<T> nothing(String demand) {
    boolean ignored = isWrong(demand);
    return Optional.empty();
  }

  /** Always false, for the answer that nothing is there. */
  private boolean isWrong(String demand) {
    if (isPresent()) {
      findings.addWrongType(path, "must be " + demand + ", but was " + type());
    }
    return false;
  }

  private String type() {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case BOOLEAN -> value.asText();
      case NUMBER -> "a number";
      case STRING -> "a text";
      case BINARY, MISSING, NULL -> "nothing";
    };
  }

  /** A text as a message repeats it. */
  public static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
