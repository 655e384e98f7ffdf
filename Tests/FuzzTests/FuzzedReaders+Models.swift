import Datasets
import Explanations
import Foundation
import Interchange
import NeuralNetwork
import Onnx

@testable import Models

extension FuzzedReaders {
  /// Networks with their weights, whose files come from other programs.
  static let models: [FuzzedReader] = [
    reader(
      "weights", of: "model.safetensors", thinning: 50, seeds: { [try SmallRun.weights()] },
      repair: { Repair.safetensors($0) },
      read: { _ = try Model(path: $0, input: Shape(8, 8, 3)) }),
    reader(
      "relabelled-weights", of: "model.safetensors", thinning: 100,
      seeds: { [try SmallRun.weights()] }, repair: { Repair.safetensors($0) },
      read: { directory in
        var file = try WeightsFile(path: directory, architecture: nil)
        try file.relabel(classNames: ["a", "b", "c"], mean: nil, deviation: nil)
      }),
    reader(
      "correction", of: "correction.json", thinning: 2,
      seeds: {
        Seeds.texts([
          #"{"correction_version": 1, "model": "5a", "classes": 2, "threshold": 0.5, "#
            + #""offsets": [0.1, -0.1], "views": [{"view": "as-it-is", "weight": 0.5}, "#
            + #"{"view": "mirror+shift:6,-6", "weight": 1.5e-1}, "#
            + #"{"view": "zoom:1.1", "weight": -2}], "fitted": {"data": "d", "#
            + #""split": "test", "images": 40, "penalty": 10}}"#
        ])
      },
      read: { directory in
        let path = directory + "/correction.json"
        let correction = try CorrectionFile.read(path).correction(path: path)
        _ = correction.views.map(\.text)
      }),
    reader(
      "onnx", thinning: 2,
      seeds: {
        try [
          "channels-last", "mobile-9", "mobile-17", "plain-11", "plain-18", "shuffle-13",
          "shuffle-20",
        ].map { try Seeds.fixture("Onnx/\($0).onnx") }
      },
      read: { _ = try OnnxNetwork(OnnxModel($0, file: "file")) }),
  ]

  /// Pictures, and tables that list them.
  static let pictures: [FuzzedReader] = [
    reader("jpeg", seeds: { try Seeds.pictures(ending: "jpg") }, read: decode),
    reader(
      "picture", seeds: { try Seeds.pictures(ending: "png") }, repair: { Repair.png($0) },
      read: decode),
    reader(
      "picture-list", of: "list.csv", thinning: 2,
      seeds: {
        Seeds.texts([
          "file,label\na.png,cat\nb.jpg,dog\n",
          "filename;y_true;mask;split\na.png;0;m.png;train\nb.png;1;;val\n",
        ])
      },
      read: { _ = try DataSource(parsing: $0 + "/list.csv") }),
  ]

  /// Decodes within limits that a machine which decodes many at once can hold.
  private static func decode(_ bytes: [UInt8]) throws {
    var limits = PictureFile.Limits()
    limits.mostPixels = 1 << 20
    _ = try PictureFile.decode(bytes, named: "file", limits: limits)
  }
}
