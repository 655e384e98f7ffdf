import Interchange

/// Which image a map is of, and what the model takes it for.
package struct ExplainedImage: Encodable {
  package var index: Int
  /// The picture's name, where it has one.
  package var file: String?
  package var label: Int
  package var predicted: Int
  /// Why the map says nothing, if it does.
  package var mapFault: String?
  /// How well the model behind the map fits, 0...1, where the method has one.
  package var fit: Double?

  package init(
    index: Int, file: String? = nil, label: Int, predicted: Int, mapFault: String? = nil,
    fit: Double? = nil
  ) {
    self.file = file
    self.index = index
    self.label = label
    self.predicted = predicted
    self.mapFault = mapFault
    self.fit = fit
  }

  package func with(_ fault: (some RawRepresentable<String>)?, fit: Double?) -> ExplainedImage {
    var image = self
    image.mapFault = fault?.rawValue
    image.fit = fit
    return image
  }

  /// Number and classes, for a picture.
  package func caption(_ classNames: [String]) -> [String] {
    let fault = mapFault.map { " (map \($0))" } ?? ""
    return ["\(file ?? "\(index)"): \(classNames[label]) → \(classNames[predicted])\(fault)"]
  }

  package static func csv(_ images: [ExplainedImage]) -> [UInt8] {
    var writer = CSVWriter()
    let areNamed = images.contains { $0.file != nil }
    let file = areNamed ? ["file"] : []
    writer.record(["index"] + file + ["label", "predicted", "map_fault", "fit"])
    for image in images {
      writer.record(
        ["\(image.index)"] + (areNamed ? [image.file ?? ""] : []) + [
          "\(image.label)", "\(image.predicted)", image.mapFault ?? "",
          image.fit.map { "\($0)" } ?? "",
        ])
    }
    return writer.bytes
  }
}
