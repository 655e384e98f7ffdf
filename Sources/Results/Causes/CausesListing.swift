import Datasets
package import Explanations
import Figures
package import Images
import Interchange
import Text

/// The mistakes of `causes` as a table and as a picture.
package struct CausesListing {
  package let told: [ToldCause]
  package let classNames: [String]
  package let document: CausesDocument

  package init(told: [ToldCause], classNames: [String], document: CausesDocument) {
    self.told = told
    self.classNames = classNames
    self.document = document
  }

  /// One line per mistake.
  package var csv: [UInt8] {
    var writer = CSVWriter()
    let areNamed = told.contains { $0.file != nil }
    let areKnown = told.contains { $0.truth != nil }
    writer.record(
      ["index"] + (areNamed ? ["file"] : []) + ["label", "predicted"]
        + CauseFeatures.columns.map(\.name)
        + ["object_kept", "rest_kept", "nothing_kept", "occluded_row", "occluded_column"]
        + ["distance", "probability", "verdict"] + (areKnown ? ["truth", "kind"] : []))
    for one in told {
      let features = one.features
      let margins = features.margins
      writer.record(
        ["\(features.index)"] + (areNamed ? [one.file ?? ""] : [])
          + ["\(features.label)", "\(features.predicted)"]
          + features.numbers.map { $0.map { "\($0)" } ?? "" }
          + ["\(margins.objectKept)", "\(margins.restKept)", "\(margins.nothingKept)"]
          + ["\(features.occludedRow)", "\(features.occludedColumn)"]
          + ["\(one.distance)", "\(one.probability)", one.verdict.rawValue]
          + (areKnown ? [one.truth?.rawValue ?? "", one.kind?.rawValue ?? ""] : []))
    }
    return writer.bytes
  }

  /// All that was measured, a line per made mistake and then per mistake.
  package static func features(
    made: [CauseFeatures], _ causes: [MadeCause], told: [ToldCause]
  ) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(
      ["made", "index", "label", "predicted", "truth", "kind"]
        + CauseFeatures.measured.map(\.name))
    func record(_ features: CauseFeatures, _ made: String, _ truth: String, _ kind: String) {
      writer.record(
        [made, "\(features.index)", "\(features.label)", "\(features.predicted)", truth, kind]
          + CauseFeatures.measured.map { column in
            column.value(features).map { "\(Float($0))" } ?? ""
          })
    }
    for (features, cause) in zip(made, causes) { record(features, cause.rawValue, "", "") }
    for one in told {
      record(one.features, "", one.truth?.rawValue ?? "", one.kind?.rawValue ?? "")
    }
    return writer.bytes
  }

  /// Picture, difference map, and the window whose occlusion changes most.
  ///
  /// - Parameters:
  ///   - images: the first mistakes'.
  ///   - maps: of the same, predicted less true.
  package func sheet(_ images: ByteImages, maps: ExplanationMaps) -> [UInt8] {
    let (height, width) = (document.settings.window[0], document.settings.window[1])
    let items = (0..<images.count).map { place in
      let one = told[place]
      let features = one.features
      let rows = features.occludedRow..<features.occludedRow + height
      let columns = features.occludedColumn..<features.occludedColumn + width
      let mask = (0..<images.height * images.width).map { pixel in
        rows.contains(pixel / images.width) && columns.contains(pixel % images.width)
      }
      let start = place * images.bytesPerImage
      var pixels = Array(images.pixels[start..<start + images.bytesPerImage])
      for pixel in mask.indices where mask[pixel] {
        for channel in 0..<3 { pixels[3 * pixel + channel] = 128 }
      }
      return ExplanationSheet.Erased(
        explained: .init(
          image: place, map: maps[place],
          caption: [
            "\(one.file ?? "\(features.index)"): \(classNames[features.label]) → "
              + classNames[features.predicted],
            "\(one.verdict.rawValue), \(NumberText.percent(one.probability, decimals: 0))"
              + (one.truth.map { "; known: " + $0.rawValue } ?? ""),
          ]),
        mask: mask, pixels: pixels)
    }
    return ExplanationSheet.erasure(
      items, of: images, boxes: "window that changes most | the image with it grey",
      caption: [
        "saliency is that of the predicted class less that of the true one; the window is the one "
          + "whose occlusion lowers the margin most"
      ]
    ).png
  }
}
