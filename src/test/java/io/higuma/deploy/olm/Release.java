package io.higuma.deploy.olm;

import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;

/**
 * What differs from one release to the next.
 *
 * @param version of Higuma, for example {@code 0.1.0}
 * @param created a time as in RFC 3339, fixed in pom.xml
 * @param image of the control plane, with its tag or digest
 */
public record Release(String version, String created, String image) {
  private static final String UNRELEASED = "-SNAPSHOT";

  /**
   * The one of pom.xml.
   *
   * @param image as {@code make bundle IMAGE=} names it; empty for that of deploy/
   */
  public static Release of(Manifests manifests, String image) {
    try {
      Document pom =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(Path.of("pom.xml").toFile());
      XPath path = XPathFactory.newInstance().newXPath();
      String version = path.evaluate("/project/version", pom);
      return new Release(
          version.endsWith(UNRELEASED)
              ? version.substring(0, version.length() - UNRELEASED.length())
              : version,
          path.evaluate("/project/properties/project.build.outputTimestamp", pom),
          image.isEmpty() ? manifests.image() : image);
    } catch (Exception e) {
      throw new IllegalStateException("pom.xml can't be read", e);
    }
  }

  /** The name of the ClusterServiceVersion. */
  public String csv() {
    return Bundle.PACKAGE + ".v" + version;
  }

  /** Beside that of the control plane, with the version as its tag. */
  String bundleImage() {
    String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
    int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
    return (tag < 0 ? name : name.substring(0, tag)) + "-bundle:v" + version;
  }
}
