package io.diffferv.bridge.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ChartsTest {
    @Test
    void aLossCurveStandsAlone() throws Exception {
        List<Double> losses =
                IntStream.range(0, 100).mapToObj(step -> step % 2 * 1.0).toList();

        String svg = Charts.losses(losses);

        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getNamespaceURI() + root.getAttribute("xmlns")).contains("http://www.w3.org/2000/svg");
        assertThat(root.getElementsByTagName("path").getLength()).isPositive();
        assertThat(Charts.smoothed(losses)).hasSize(100).startsWith(0.0, 0.5).endsWith(0.5);
    }
}
