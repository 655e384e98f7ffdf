import Figures
import Misclassification
import Testing

@Suite struct FigureTests {
  static func counts(_ classCount: Int) throws -> ConfusionCounts {
    var table = (0..<classCount).map { label in
      (0..<classCount).map { label == $0 ? 50 : (label * 7 + $0 * 3) % 5 }
    }
    if classCount > 3 {
      table[2] = (0..<classCount).map { $0 == 2 ? 9 : 0 }
      table[3] = [Int](repeating: 0, count: classCount)
    }
    return try ConfusionCounts(table: table)
  }

  static func names(_ count: Int) -> [String] {
    (0..<count).map { $0 == 1 ? "<b>\"cat\" & 'dog'</b>" : "class \($0)" }
  }

  @Test(arguments: [1, 2, 3, 10, 17, 30, 50])
  func heatMapIsWellFormedAndWithinItsFrame(classCount: Int) throws {
    let counts = try Self.counts(classCount)
    let svg = HeatMapFigure.draw(counts, classNames: Self.names(classCount))
    let markup = check(svg.document)
    #expect(!svg.document.contains("<b>") && !svg.document.contains("nan"))
    for (name, attributes) in markup.elements where name == "rect" {
      let x = try #require(Double(attributes["x"] ?? "0"))
      let y = try #require(Double(attributes["y"] ?? "0"))
      let width = try #require(Double(attributes["width"] ?? ""))
      let height = try #require(Double(attributes["height"] ?? ""))
      // Coordinates are rounded to hundredths.
      #expect(x >= 0 && x + width <= svg.width + 0.02)
      #expect(y >= 0 && y + height <= svg.height + 0.02)
    }
    _ = check(svg.inline)
    #expect(!svg.inline.contains("<?xml"))
  }

  @Test func heatMapShowsEveryNumber() throws {
    let counts = try ConfusionCounts(table: [[6, 3, 1], [2, 8, 0], [0, 0, 5]])
    let svg = HeatMapFigure.draw(counts, classNames: ["cat", "dog", "ship"]).document
    for text in [
      ">0.75<", ">0.25<", ">1.00<", ">3<", ">no errors<", ">cat<", ">40.0\u{A0}%<",
      ">20.0\u{A0}%<", ">0.0\u{A0}%<", "6 errors in 25 images, accuracy 76.00\u{A0}%",
    ] {
      #expect(svg.contains(text), "\(text)")
    }
    #expect(svg.components(of: "url(#hatching)") == 2, "the diagonal of the rows with errors")
  }

  @Test(arguments: [1, 2, 10, 50])
  func rateBarsAreWellFormed(classCount: Int) throws {
    let svg = RateBars.draw(try Self.counts(classCount), classNames: Self.names(classCount))
    _ = check(svg.document)
    #expect(!svg.document.contains("nan"))
  }

  /// A first loss far above all others must not flatten the rest.
  @Test func aFirstLossFarAboveTheOthersIsCutOff() {
    func document(_ values: [Double], _ scale: CurveFigure.Scale = .number) -> String {
      CurveFigure(
        title: "t", horizontal: "epoch", scale: scale,
        series: [
          .init(
            name: "s",
            points: values.enumerated().map { (x: Double($0.offset + 1), y: $0.element) })
        ]
      ).draw().document
    }
    let cut = document([45, 2, 1, 0.5])
    #expect(cut.contains(">↑ 45.0<") && !cut.contains(">40") && cut.contains(">2.0<"))
    for values in [[4, 2, 1], [45], [1, 45, 2]] as [[Double]] {
      #expect(!document(values).contains("↑"), "\(values)")
    }
    #expect(!document([0.9, 0.1, 0.1], .percent).contains("↑"))
  }

  @Test func countsGoInSteps() throws {
    let series = CurveFigure.Series(name: "s", points: [(0, 0), (1, 0), (2, 1)])
    let svg = CurveFigure(
      title: "t", horizontal: "n", scale: .percent, series: [series], isStepped: true
    ).draw().document
    let line = try #require(check(svg).elements.first { $0.name == "polyline" })
    let corners = try #require(line.attributes["points"]).split(separator: " ").map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    #expect(corners.count == 5)
    for (first, second) in zip(corners, corners.dropFirst()) {
      #expect(first[0] == second[0] || first[1] == second[1], "no slanted line")
    }
  }

  /// Three of four images of confidence 0.7 are right, one of two of 0.9.
  @Test func reliabilityShowsBothErrors() throws {
    let probabilities =
      Array(repeating: [0.7, 0.3], count: 4) + Array(repeating: [0.9, 0.1], count: 2)
    let calibration = Calibration(
      probabilities: probabilities, predicted: [0, 0, 0, 0, 0, 0], labels: [0, 0, 0, 1, 0, 1])
    let svg = ReliabilityFigure.draw(
      calibration, scaled: .init(temperature: 1.5, calibration: calibration), title: "<m>"
    ).document
    let markup = check(svg)
    // (4 · 0.05 + 2 · 0.4) / 6 = 1/6.
    #expect(svg.contains(">ECE: 16.67\u{A0}%") && svg.contains("at temperature 1.50"))
    #expect(svg.contains("4 images, confidence 70.0\u{A0}%, right 75.0\u{A0}%"))
    #expect(markup.elements.count { $0.name == "circle" } == 3, "two ranges, and the legend")
    #expect(!svg.contains("<m>") && !svg.contains("nan"))
  }

  /// Thirty-two models are told apart by colour and shape.
  @Test func manyModelsHaveSignsOfTheirOwn() throws {
    let counts = try ConfusionCounts(table: [[4, 1], [1, 4]])
    for models in [16, 32, 33] {
      let svg = RateDots.draw(
        Array(repeating: counts, count: models), modelNames: (0..<models).map { "model \($0)" },
        classNames: ["a", "b"]
      ).document
      let marks = check(svg).elements.filter { ["circle", "polygon"].contains($0.name) }
      // Two classes, and the legend where there is one.
      #expect(marks.count == models * (models > 32 ? 2 : 3))
      #expect(svg.contains("model 15</text>") == (models < 33))
    }
  }

  @Test func curvesLeaveOutWhatIsNotFinite() {
    let series = CurveFigure.Series(
      name: "a < b", points: [(1, 0.5), (2, .nan), (3, .infinity), (4, 0.75)])
    #expect(series.points.count == 2)
    for series in [[series], [], [CurveFigure.Series(name: "one", points: [(1, 0)])]] {
      for scale in [CurveFigure.Scale.number, .percent] {
        let svg = CurveFigure(title: "t", horizontal: "epoch", scale: scale, series: series).draw()
        _ = check(svg.document)
        #expect(!svg.document.contains("nan"))
      }
    }
  }

  @Test(
    arguments: [0.1, 0.12, 0.5, 1.1, 2.4, 12, 14, 23, 130], [CurveFigure.Scale.number, .percent])
  func axesCountInEqualSteps(top: Double, scale: CurveFigure.Scale) {
    let series = CurveFigure.Series(
      name: "s", points: [(1, 0), (top.rounded(.up), min(top, scale == .percent ? 1 : top))])
    let svg = CurveFigure(title: "t", horizontal: "epoch", scale: scale, series: [series]).draw()
    for anchor in ["end", "middle"] {
      let ticks = numbers(of: svg.document, anchor: anchor)
      #expect(ticks.count > 1)
      let steps = zip(ticks.dropFirst(), ticks).map { $0 - $1 }
      #expect(steps.allSatisfy { abs($0 - steps[0]) < 1e-9 && $0 > 0 }, "\(ticks)")
      if anchor == "middle" {
        #expect(ticks.allSatisfy { $0 == $0.rounded() }, "no places between epochs: \(ticks)")
      }
    }
  }

  @Test func ratesCountInEqualSteps() throws {
    // The upper end of the interval of 15 in 200 is 12.0 %, which asks for steps of 2.5 %.
    let counts = try ConfusionCounts(table: [[185, 15], [10, 190]])
    let ticks = numbers(
      of: RateBars.draw(counts, classNames: ["a", "b"]).document, anchor: "middle")
    #expect(ticks == [0, 2.5, 5, 7.5, 10, 12.5])
  }

  /// The numbers among the texts of a drawing that are anchored so, in their order.
  private func numbers(of document: String, anchor: String) -> [Double] {
    document.split(separator: "<text ").dropFirst().compactMap { element in
      guard let end = element.firstIndex(of: ">"),
        element[..<end].contains("text-anchor=\"\(anchor)\"")
      else { return nil }
      let text = element[element.index(after: end)...].prefix { $0 != "<" }
      return Double(text.replacing("\u{A0}%", with: "").replacing("−", with: "-"))
    }
  }

  @Test func rampsGoEvenlyFromDarkToLight() {
    for ramp in [ColourRamp.blueToYellow, .heat, .cold] {
      let luminances = (0...100).map { ramp[Double($0) / 100].luminance }
      for (darker, lighter) in zip(luminances, luminances.dropFirst()) {
        #expect(darker <= lighter)
      }
      #expect(ramp[-1] == ramp[0] && ramp[.nan] == ramp[0] && ramp[.infinity] == ramp[1])
    }
    #expect(ColourRamp.blueToYellow[0].css == "#132270")
    #expect(ColourRamp.blueToYellow[1].css == "#ffea6c")
  }

  /// WCAG 2 asks for a contrast of 4.5 between text and ground.
  @Test func inkIsReadableOnEveryColour() {
    for step in 0...200 {
      let ground = ColourRamp.blueToYellow[Double(step) / 200]
      let (a, b) = (ground.luminance + 0.05, ground.readableInk.luminance + 0.05)
      #expect(max(a, b) / min(a, b) >= 4.5, "\(ground.css)")
    }
  }
}

extension String {
  fileprivate func components(of text: String) -> Int {
    indices.count { self[$0...].hasPrefix(text) }
  }
}
