package io.higuma.yaml;

import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactoryBuilder;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.Writer;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;

/** Where Jackson would write a text of several lines as a block, but a block can't hold it. */
final class ExactYamlFactory extends YAMLFactory {
  private static final long serialVersionUID = 1;

  ExactYamlFactory(YAMLFactoryBuilder builder) {
    super(builder);
  }

  @Override
  protected YAMLGenerator _createGenerator(Writer out, IOContext context) throws IOException {
    return new YAMLGenerator(
        context,
        _generatorFeatures,
        _yamlGeneratorFeatures,
        _quotingChecker,
        _objectCodec,
        out,
        _version) {
      @Override
      public void writeString(String text) throws IOException {
        if (text == null || text.indexOf('\n') < 0 || !Quotes.needsEscapes(text)) {
          super.writeString(text);
          return;
        }
        _verifyValueWrite("write String value");
        _writeScalar(text, "string", ScalarStyle.DOUBLE_QUOTED);
      }
    };
  }
}
