package import Datasets
package import Explanations
import Figures
import Images
import Interchange
import Text

/// The findings of `sis` as arrays, as a table and as pictures.
package struct SubsetListing {
  package let findings: [SubsetFinding]
  package let images: ImagesToExplain
  /// Of the images, where they have any.
  package let names: NameList?
  package let classNames: [String]
  /// Pixels of an image that are kept.
  package let kept: Int

  package init(
    findings: [SubsetFinding], images: ImagesToExplain, names: NameList?, classNames: [String],
    kept: Int
  ) {
    self.findings = findings
    self.images = images
    self.names = names
    self.classNames = classNames
    self.kept = kept
  }

  private var height: Int { images.images.height }
  private var width: Int { images.images.width }

  package func write(to directory: String, document: SubsetDocument, sheetImages: Int) throws {
    let shape = [findings.count, height, width]
    try NumpyArray(shape: shape, integers: findings.flatMap(\.rank))
      .write(to: directory + "/order.npy")
    try NumpyArray(
      shape: shape, bytes: findings.flatMap { $0.lastPixels(kept).map { $0 ? 1 : 0 } }
    ).write(to: directory + "/kept.npy")
    try NumpyArray(shape: shape, integers: findings.flatMap(subsetNumbers))
      .write(to: directory + "/subsets.npy")
    try confidences.write(to: directory + "/confidence.npy")
    try AtomicFile.write(csv, to: directory + "/sis.csv")
    try AtomicFile.write(
      sheet(Array(findings.indices.prefix(sheetImages))).png, to: directory + "/sheet.png")
    try AtomicFile.write(curves.document, to: directory + "/confidence.svg")
    try JSON.write(document, to: directory + "/summary.json")
  }

  /// Which subset each pixel belongs to, from 1; 0 for none.
  private func subsetNumbers(_ finding: SubsetFinding) -> [Int] {
    var numbers = [Int](repeating: 0, count: finding.path.order.count)
    for (number, subset) in finding.subsets.enumerated() {
      for unit in subset.units { numbers[unit] = number + 1 }
    }
    return numbers
  }

  private var confidences: NumpyArray {
    let rows = findings.map { [$0.path.start] + $0.path.values }
    return NumpyArray(
      shape: [rows.count, rows.first?.count ?? 0], elements: .doubles(rows.flatMap { $0 }))
  }

  private var csv: [UInt8] {
    var writer = CSVWriter()
    writer.record([
      "index", "label", "predicted", "target", "probability", "subsets", "size", "sizes",
      "kept_probability",
    ])
    for finding in findings {
      writer.record([
        "\(finding.index)", "\(finding.label)", "\(finding.predicted)", "\(finding.target)",
        "\(finding.path.start)", "\(finding.subsets.count)", finding.size.map { "\($0)" } ?? "",
        finding.subsets.map { "\($0.units.count)" }.joined(separator: " "),
        "\(finding.path.value(leaving: kept))",
      ])
    }
    return writer.bytes
  }

  /// - Parameter places: the first ones.
  private func sheet(_ places: [Int]) throws -> PixelCanvas {
    let items = places.map { place in
      let finding = findings[place]
      let order = finding.rank.map { Float($0 + 1) / Float(max(finding.rank.count, 1)) }
      return SubsetSheet.Item(
        image: place, order: order, kept: finding.lastPixels(kept),
        caption: [
          "\(names?[place] ?? "\(finding.index)"): \(classNames[finding.label]) → "
            + classNames[finding.predicted],
          finding.size.map { "enough: " + NumberText.counted($0, "pixel") }
            ?? "never at the threshold",
          NumberText.percent(finding.path.start, decimals: 1) + " → "
            + NumberText.percent(finding.path.value(leaving: kept), decimals: 1) + " on \(kept)",
        ])
    }
    return SubsetSheet.draw(items, of: try images.images.load(places))
  }

  /// The probability while pixels go, averaged over the images that were right and over the others.
  private var curves: SVG {
    func series(_ name: String, _ group: [SubsetFinding]) -> CurveFigure.Series? {
      guard let path = group.first?.path else { return nil }
      let pixels = path.order.count
      let points = (0...path.values.count).map { step in
        (
          x: 100 * Double(max(pixels - step * path.step, 0)) / Double(max(pixels, 1)),
          y: group.reduce(0) { $0 + (step == 0 ? $1.path.start : $1.path.values[step - 1]) }
            / Double(group.count)
        )
      }
      return CurveFigure.Series(name: name, points: points)
    }
    return CurveFigure(
      title: "Probability of the class, by the pixels that are left",
      horizontal: "% of the pixels left", scale: .percent,
      series: [
        series("classified right", findings.filter(\.isRight)),
        series("classified wrong", findings.filter { !$0.isRight }),
      ].compactMap { $0 }, isStepped: true
    ).draw()
  }
}
