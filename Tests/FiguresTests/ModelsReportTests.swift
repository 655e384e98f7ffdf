import Figures
import Misclassification
import Testing

@Suite struct ModelsReportTests {
  static let classNames = ["cat", "dog <&>", "ship"]

  static func report(models: Int) throws -> ModelsReport {
    let counts = try (0..<models).map {
      try ConfusionCounts(table: [[6 + $0, 3, 1], [2, 8, 0], [0, 0, 5]])
    }
    let networks = counts.map { ConfusionNetwork($0, threshold: 0.3) }
    return ModelsReport(
      title: "Why \"nets\" <err>", facts: [("a<b", "c&d")],
      modelNames: (0..<models).map { "net <\($0)>" }, classNames: classNames, counts: counts,
      networks: networks, shared: SharedEdges(counts, networks))
  }

  static func full(models: Int) throws -> ModelsReport {
    var report = try report(models: models)
    let png = PixelCanvas(width: 2, height: 2, fill: Colour(0xFF)).png
    func card(_ image: Int, _ name: String, _ answers: [ModelsReport.Card.Answer])
      -> ModelsReport.Card
    {
      .init(image: image, name: name, label: 0, answers: answers)
    }
    var first = card(
      7, "a<7>.png", [.init(predicted: 1, models: [0], probability: 0.75, trueProbability: 0.2)])
    first.pictures = [.init(png, words: "picture"), .init(png, words: "saliency")]
    first.regions = [.init(top: 0.25, left: 0.5, height: 0.25, width: 0.5, words: "where <")]
    first.notes = [.init("Erased:", "right & more"), .init("People:", "cat 30, dog <&> 20")]
    first.interference = 0.9
    let second = card(9, "<9>", [.init(predicted: 1, models: Array(0..<models))])
    var third = card(5, "5", [.init(predicted: 0, models: [0])])
    third.label = 1
    report.cells = [
      .init(label: 0, predicted: 1, total: 31, cards: [first, second]),
      .init(label: 1, predicted: 0, total: 1, cards: [third], elsewhere: [7]),
    ]
    report.provenance = .init(
      facts: [("Command", "misclass <report>")],
      inputs: [.init(file: "p<.csv", bytes: 1234, sha256: "ab12")])
    let curve = CurveFigure(
      title: "Loss", horizontal: "epoch", scale: .number,
      series: [.init(name: "training", points: [(1, 0.5), (2, 0.25)])]
    ).draw()
    report.courses = [.init(name: "run <1>", drawings: [curve, curve])]
    report.findings = [
      .init(
        .rates, "Alike?", ["No & yes."],
        table: .init(
          ["a", "b<"], [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]], caption: "c<",
          targets: [
            .cell(label: 0, predicted: 1), .cell(label: 0, predicted: 2), .wrongIn(1),
            .models(wrong: [0], right: []),
          ])),
      .init(.patterns, "Both ways?", ["p < 0.1"]), .init(.images, "Same images?", ["x"]),
      .init(.scores, "Sure?", ["y"], drawings: [curve], caption: "how < sure"),
    ]
    report.cautions = ["mind <this>"]
    return report
  }

  @Test(arguments: [1, 2, 9])
  func isWellFormedAndComplete(models: Int) throws {
    let html = try Self.full(models: models).html
    let markup = check(html)
    #expect(markup.elements.count { $0.name == "img" } == 2)
    #expect(markup.elements.count { $0.name == "article" } == 3)
    #expect(markup.elements.count { $0.name == "section" } == 9)
    for text in [
      "Alike?", "No &amp; yes.", "b&lt;", "p &lt; 0.1", "how &lt; sure", "run &lt;1&gt;",
      "mind &lt;this&gt;", "2 of 31 images", "a&lt;7&gt;.png", "dog &lt;&amp;&gt;",
      "<b>Erased:</b> right &amp; more", "dog &lt;&amp;&gt; 20", "data-i=\"0.9000\"",
      "<b>dog &lt;&amp;&gt;</b> 75\u{A0}% <small>cat 20\u{A0}%</small>", "misclass &lt;report&gt;",
      "p&lt;.csv", "ab12", "top:25.00%;left:50.00%;height:25.00%;width:50.00%",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(html.contains("Believe the paired tests") == (models > 1))
    #expect(!html.contains("NaN%") && !html.contains(">nan") && !html.contains("net <"))
    // The lecture on the paper stands where it is asked for only.
    var published = try Self.full(models: models)
    published.isAboutPaper = true
    #expect(!html.contains("113.13") && published.html.contains("113.13"))
  }

  @Test(arguments: [1, 3])
  func leavesOutWhatIsNotKnown(models: Int) throws {
    let markup = check(try Self.report(models: models).html)
    #expect(markup.elements.count { $0.name == "section" } == 4)
    #expect(markup.elements.count { $0.name == "img" } == 0)
  }

  @Test func everyLinkLeadsToAPlaceOnThePage() throws {
    let markup = check(try Self.full(models: 3).html)
    let ids = markup.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = markup.elements.compactMap { $0.attributes["href"] }
    #expect(links.contains("#cell-0-1") && !links.contains("#cell-0-2"))
    for link in links {
      #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)")
    }
    for (name, attributes) in markup.elements {
      #expect(!["link", "iframe", "object"].contains(name))
      if let source = attributes["src"] { #expect(source.hasPrefix("data:image/png;base64,")) }
      #expect(!attributes.keys.contains { $0.hasPrefix("on") })
    }
    #expect(markup.elements.count { $0.name == "script" } == 1)
    let shows = markup.elements.compactMap { $0.attributes["data-show"] }
    #expect(shows.contains("n1") && shows.contains("w0"))
  }

  /// Cells and arrows lead to the cards of their images, and only where there are some.
  @Test func everythingLeadsToItsCards() throws {
    let markup = check(try Self.full(models: 1).html)
    let links = markup.elements.compactMap { $0.attributes["href"] }
    // From the heat map, from the line and the head of the arrow, and from two tables.
    #expect(links.count { $0 == "#cell-0-1" } == 5 && links.count { $0 == "#cell-1-0" } == 4)
    #expect(links.contains("#class-0") && links.contains("#image-7"))
  }

  /// Of many classes the worst stand by name, all others are one, and every class is in a picture.
  @Test(arguments: [3, 10, 41, 200])
  func manyClassesAreSummed(classCount: Int) throws {
    let counts = try FigureTests.counts(classCount)
    let network = ConfusionNetwork(counts, threshold: 0.3)
    let names = FigureTests.names(classCount)
    for models in [1, 2] {
      let tables = Array(repeating: counts, count: models)
      let networks = Array(repeating: network, count: models)
      var report = ModelsReport(
        title: "t", modelNames: (0..<models).map { "m\($0)" }, classNames: names, counts: tables,
        networks: networks, shared: SharedEdges(tables, networks))
      if classCount > 40 { report.shown = counts.worstClasses(30) }
      let html = report.html
      _ = check(html)
      #expect(html.contains("\(classCount - 30) other classes") == (classCount > 40))
      #expect(html.contains("All classes, those alike side by side") == (classCount > 40))
    }
  }

  /// v at the threshold needs 2 of 4 errors for cat; every row without errors is left out.
  @Test func saysWhatTheThresholdAsksFor() throws {
    #expect(try Self.report(models: 1).html.contains("2 of 4 errors for cat"))
    let right = try ConfusionCounts(table: [[5, 0], [0, 5]])
    let network = ConfusionNetwork(right, threshold: 0.3)
    let report = ModelsReport(
      title: "t", modelNames: ["m"], classNames: ["a", "b"], counts: [right], networks: [network],
      shared: SharedEdges([right], [network]))
    let html = report.html
    _ = check(html)
    #expect(html.contains("No confusion reaches the threshold."))
  }
}
