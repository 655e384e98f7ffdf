import Interchange

/// Which image a map is of, and what the model takes it for.
struct ExplainedImage: Encodable {
  var index: Int
  var label: Int
  var predicted: Int
  /// Why the map says nothing, if it does.
  var mapFault: String?

  func with(_ fault: (some RawRepresentable<String>)?) -> ExplainedImage {
    var image = self
    image.mapFault = fault?.rawValue
    return image
  }

  /// Number and classes, for a picture.
  func caption(_ classNames: [String]) -> [String] {
    let fault = mapFault.map { " (map \($0))" } ?? ""
    return ["\(index): \(classNames[label]) → \(classNames[predicted])\(fault)"]
  }

  static func csv(_ images: [ExplainedImage]) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(["index", "label", "predicted", "map_fault"])
    for image in images {
      writer.record(
        ["\(image.index)", "\(image.label)", "\(image.predicted)", image.mapFault ?? ""])
    }
    return writer.bytes
  }
}
