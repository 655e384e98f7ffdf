import Figures
import Misclassification
import Testing

@Suite struct StudyReportTests {
  static let names = ["cat", "dog <&>", "ship"]

  static func report() throws -> StudyReport {
    StudyReport(
      title: "Why \"net\" <errs>", introduction: "Short & plain.", facts: [],
      confusion: try ConfusionCounts(table: [[6, 3, 1], [2, 8, 0], [0, 0, 5]]), classNames: names)
  }

  static func full() throws -> StudyReport {
    var report = try report()
    report.facts = [.init("data", "planted:1"), .init("a<b", "c&d")]
    report.told = [
      .init(known: "interference", interference: 30, lookAlike: 4, undecided: 6),
      .init(known: "not known", interference: 0, lookAlike: 0, undecided: 1),
    ]
    report.curve = (1...3).map {
      .init(
        epoch: $0, trainingLoss: 1 / Double($0), trainingAccuracy: $0 == 2 ? nil : 0.5,
        testAccuracy: nil)
    }
    let png = PixelCanvas(width: 2, height: 2, fill: Colour(0xFF)).png
    report.examples = ["cat", "dog <&>", "ship"].map { after in
      .init(
        image: 7, label: "cat", before: .init(className: "dog <&>", probability: 0.875),
        after: .init(className: after), cause: "background <sea>", original: png, saliency: png,
        boxes: png, erased: png)
    }
    report.arms = [
      .init(
        name: "saliency", errorsBefore: 6, fixed: 2, stillWrong: 3, movedToAnotherWrongClass: 1,
        rightBefore: 19, newlyBroken: 4, meanErasedArea: 0.25),
      .init(
        name: "random", errorsBefore: 0, fixed: 0, stillWrong: 0, movedToAnotherWrongClass: 0,
        rightBefore: 0, newlyBroken: 0, meanErasedArea: 0),
    ]
    report.causes = [
      .init(
        cause: "morphology", images: 10, errors: 4, fixed: 1, newlyBroken: 5, fixedAtRandom: 1.26,
        newlyBrokenAtRandom: 4)
    ]
    return report
  }

  @Test func isWellFormedAndComplete() throws {
    let html = try Self.full().html
    let markup = check(html)
    // Four figures, and what their fills refer to.
    #expect(markup.elements.count { $0.name == "svg" } == 5)
    #expect(markup.elements.count { $0.name == "img" } == 12)
    #expect(markup.elements.count { $0.name == "table" } == 3)
    for text in [
      "76.00\u{A0}%", "cat → dog &lt;&amp;&gt;", "2 of 6", "background &lt;sea&gt;",
      "another wrong class", "fixed", "unchanged", "−2", "25.0\u{A0}%", "a&lt;b",
    ] {
      #expect(html.contains(text), "\(text)")
    }
  }

  @Test func leavesOutWhatIsNotKnown() throws {
    let markup = check(try Self.report().html)
    #expect(markup.elements.count { $0.name == "section" } == 1)
    #expect(markup.elements.count { $0.name == "img" || $0.name == "table" } == 0)
  }

  @Test func refersToNothingOutside() throws {
    let html = try Self.full().html
    let markup = check(html)
    for (name, attributes) in markup.elements {
      #expect(!["link", "iframe", "object"].contains(name))
      if let source = attributes["src"] { #expect(source.hasPrefix("data:image/png;base64,")) }
      #expect(attributes["href"] == nil && !attributes.keys.contains { $0.hasPrefix("on") })
    }
    #expect(!html.contains("@import") && !html.contains("url(http"))
    let ids = markup.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
  }

  @Test func sameInputGivesSameBytes() throws {
    #expect(try Self.full().html == Self.full().html)
  }

  @Test func countsNetChange() throws {
    #expect(try Self.full().arms.map(\.netChange) == [-2, 0])
  }
}
