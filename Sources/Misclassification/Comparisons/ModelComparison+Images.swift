import Interchange

extension ModelComparison {
  /// Every image that any model gets wrong, as CSV: its place in the data, its class, how many
  /// models err, and what each predicts.
  package static func imagesCSV(_ joint: JointPredictions) -> [UInt8] {
    var writer = CSVWriter()
    writer.record(["index", "label", "models_wrong"] + joint.observers.map(\.name))
    for image in JointErrors(joint).erroneous {
      writer.field(joint.image(of: image.row))
      writer.field(joint.classNames[image.label])
      writer.field(image.models.count)
      for observer in joint.observers {
        writer.field(joint.classNames[observer.predicted[image.row]])
      }
      writer.endRecord()
    }
    return writer.bytes
  }
}
