package import Datasets
package import Explanations
import Figures
import Images
import Interchange
import Text

/// The findings of `sis` as arrays, as a table and as pictures.
package struct SubsetListing {
  package let findings: SubsetFindings
  package let images: ImagesToExplain
  /// Of the images, where they have any.
  package let names: NameList?
  package let classNames: [String]
  /// Pixels of an image that are kept.
  package let kept: Int

  package init(
    findings: SubsetFindings, images: ImagesToExplain, names: NameList?, classNames: [String],
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
    try NumpyWriter.write(to: directory + "/order.npy", shape: shape, of: .integers) { writer in
      try findings.forEach { try writer.append($1.rank) }
    }
    try NumpyWriter.write(to: directory + "/kept.npy", shape: shape, of: .bytes) { writer in
      try findings.forEach { try writer.append($1.lastPixels(kept).map { $0 ? UInt8(1) : 0 }) }
    }
    try NumpyWriter.write(to: directory + "/subsets.npy", shape: shape, of: .integers) { writer in
      try findings.forEach { try writer.append(subsetNumbers($1)) }
    }
    let first = try findings.prefix(max(sheetImages, 1))
    let values = first.first.map { 1 + $0.path.values.count } ?? 0
    try NumpyWriter.write(
      to: directory + "/confidence.npy", shape: [findings.count, values], of: .doubles
    ) { writer in
      try findings.forEach { try writer.append([$1.path.start] + $1.path.values) }
    }
    try writeTable(to: directory + "/sis.csv")
    try AtomicFile.write(
      sheet(Array(first.prefix(sheetImages))).png, to: directory + "/sheet.png")
    try AtomicFile.write(curves().document, to: directory + "/confidence.svg")
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

  private func writeTable(to path: String) throws {
    try AtomicFile.write(to: path) { sink in
      var writer = CSVWriter()
      writer.record(
        ["index"] + (names == nil ? [] : ["file"]) + [
          "label", "predicted", "target", "probability", "subsets", "size", "sizes",
          "kept_probability",
        ])
      try findings.forEach { place, finding in
        writer.record(
          ["\(finding.index)"] + (names.map { [$0[place]] } ?? []) + [
            "\(finding.label)", "\(finding.predicted)", "\(finding.target)",
            "\(finding.path.start)", "\(finding.subsets.count)",
            finding.size.map { "\($0)" } ?? "",
            finding.subsets.map { "\($0.units.count)" }.joined(separator: " "),
            "\(finding.path.value(leaving: kept))",
          ])
        if writer.bytes.count > 1 << 17 { try sink.write(writer.drain()) }
      }
      try sink.write(writer.drain())
    }
  }

  /// - Parameter first: the first findings.
  private func sheet(_ first: [SubsetFinding]) throws -> PixelCanvas {
    let items = first.enumerated().map { place, finding in
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
    return SubsetSheet.draw(items, of: try images.images.load(first.indices))
  }

  /// The probability while pixels go, averaged over the images that were right and over the others.
  private func curves() throws -> SVG {
    var groups = [true: Mean(), false: Mean()]
    try findings.forEach { groups[$1.isRight, default: Mean()].add($1.path) }
    func series(_ name: String, _ isRight: Bool) -> CurveFigure.Series? {
      groups[isRight]?.points.map { CurveFigure.Series(name: name, points: $0) }
    }
    return CurveFigure(
      title: "Probability of the class, by the pixels that are left",
      horizontal: "% of the pixels left", scale: .percent,
      series: [series("classified right", true), series("classified wrong", false)]
        .compactMap { $0 }, isStepped: true
    ).draw()
  }

  /// The mean course of some images' probabilities.
  private struct Mean {
    private var sums: [Double] = []
    private var count = 0
    private var (pixels, step) = (0, 1)

    mutating func add(_ path: SelectionPath) {
      let values = [path.start] + path.values
      if count == 0 {
        sums = [Double](repeating: 0, count: values.count)
        (pixels, step) = (path.order.count, path.step)
      }
      for (place, value) in values.enumerated() where place < sums.count { sums[place] += value }
      count += 1
    }

    /// Nil without images.
    var points: [(x: Double, y: Double)]? {
      if count == 0 { return nil }
      return sums.enumerated().map { number, sum in
        (
          x: 100 * Double(max(pixels - number * step, 0)) / Double(max(pixels, 1)),
          y: sum / Double(count)
        )
      }
    }
  }
}
