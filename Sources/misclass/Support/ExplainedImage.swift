import Interchange

/// Which image a map is of, and what the model takes it for.
struct ExplainedImage: Encodable {
  var index: Int
  var label: Int
  var predicted: Int
  /// Why the map says nothing, if it does.
  var mapFault: String?
  /// How well the model behind the map fits, 0...1, where the method has one.
  var fit: Double?

  func with(_ fault: (some RawRepresentable<String>)?, fit: Double?) -> ExplainedImage {
    var image = self
    image.mapFault = fault?.rawValue
    image.fit = fit
    return image
  }

  /// Number and classes, for a picture.
  func caption(_ classNames: [String]) -> [String] {
    let fault = mapFault.map { " (map \($0))" } ?? ""
    return ["\(index): \(classNames[label]) → \(classNames[predicted])\(fault)"]
  }

  static func csv(_ images: [ExplainedImage]) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(["index", "label", "predicted", "map_fault", "fit"])
    for image in images {
      writer.record(
        [
          "\(image.index)", "\(image.label)", "\(image.predicted)", image.mapFault ?? "",
          image.fit.map { "\($0)" } ?? "",
        ])
    }
    return writer.bytes
  }
}
