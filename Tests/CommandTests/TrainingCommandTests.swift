import Foundation
import Interchange
import Testing

/// `misclass train` and `misclass convert`, from outside.
@Suite struct TrainingCommandTests {
  static let small = ["--data", "data", "--batch-size", "4", "--arch", "resnet20"]

  struct Misuse: CustomTestStringConvertible, Sendable {
    let line: String
    let message: String
    var testDescription: String { line }

    init(_ line: String, _ message: String) {
      self.line = line
      self.message = message
    }
  }

  @Test(arguments: [
    Misuse("train --data data", "missing: --out RUN or --resume RUN or --dry-run"),
    Misuse("train --out run", "missing: --data DIR or --resume RUN"),
    Misuse("train --data data --out run --recipe quik", "did you mean 'quick'?"),
    Misuse("train --data data --out run --keep-normalization", "--keep-normalization needs --init"),
    Misuse("train --data data --out run --milestones 3", "--schedule multistep only"),
    Misuse("train --data data --out run --schedule multistep", "needs --milestones"),
    Misuse("train --data data --out run --recipe paper --milestones 3", "multistep only"),
    Misuse("train --data data --out run --recipe paper --cycle 0,0.5,0", "onecycle only"),
    Misuse("train --data data --out run --cycle 0,1,0", "the second between them"),
    Misuse("train --data data --out run --augment flip --crop-border black", "--crop-border is"),
    Misuse("train --data data --out run --augment crop --flips alternate", "flips is for"),
    Misuse("train --data data --out run --lookahead-decay 0.5", "needs --lookahead"),
    Misuse("train --data data --out run --freeze-after conv1", "conv1=3,bn1=5"),
    Misuse("train --data data --out run --step-every 3", "--schedule step only"),
    Misuse("train --data data --out run --norm-decay --no-norm-decay", "found both"),
    Misuse("train --data data --out run --freeze conv1 --train-only bn1", "found both"),
    Misuse("train --data data --out run --freeze layr1", "did you mean 'layer1'?"),
    Misuse("train --data data --out run --train-only layer", "no parameter of resnet20"),
    Misuse("train --data data --out run --clip-norm 0", "above zero"),
    Misuse("train --data data --dry-run --checkpoint-every nan", "above zero"),
    Misuse(
      "train --data data --out run --schedule multistep --milestones 3,2", "later than the one"),
    Misuse("train --data data --out run --average 1", "from 0.0 to"),
    Misuse("train --data data --out run --input-dropout 1", "from 0.0 to 0.99"),
    Misuse("train --data data --out run --validation 10", "fewer than the 10 training images"),
    Misuse(
      "train --resume run --lr 1", "does not go with --resume: config.json of the run tells it"),
    Misuse(
      "train --resume run --seed 1", "does not go with --resume: config.json of the run tells it"),
    Misuse("convert --in model.safetensors --classes a,b", "expected 10 names"),
    Misuse("convert --in model.safetensors --classes a,a", "different names"),
    Misuse("convert --in model.safetensors --dtype F8", "F32, F16, BF16"),
    Misuse("convert --in model.safetensors --out model.safetensors", "the same file"),
  ])
  func wrongCombinationsAreRefused(misuse: Misuse) async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let result = try await place.program.run(
        misuse.line.split(separator: " ").map(String.init))
      #expect(result.code == 2, "\(result)")
      #expect(result.err.contains(misuse.message), "\(result.err)")
      #expect(result.out == "")
      #expect(!place.exists("run"))
    }
  }

  @Test func testImagesOfAnotherSizeAreRefused() async throws {
    try await withWorkplace { place in
      try FileManager.default.createDirectory(
        atPath: place.path("set"), withIntermediateDirectories: true)
      for (split, side) in [("train", 16), ("test", 8)] {
        try NumpyArray(
          shape: [4, side, side, 3], bytes: [UInt8](repeating: 9, count: 4 * side * side * 3)
        ).write(to: place.path("set/\(split)_images.npy"))
        try NumpyArray(shape: [4], integers: [0, 1, 0, 1]).write(
          to: place.path("set/\(split)_labels.npy"))
      }
      for words in [["train"], ["train", "--dry-run"], ["study"]] {
        let result = try await place.program.run(words + ["--data", "set", "--out", "run"])
        #expect(result.code == 3 && result.out == "", "\(result)")
        #expect(result.err.contains("set: expected test images of 16 x 16 pixels"), "\(result)")
        #expect(!place.exists("run"))
      }
    }
  }

  @Test func aDryRunTellsThePlanAndWritesNothing() async throws {
    try await withWorkplace { place in
      try place.writeData()
      let result = try await place.program.run(
        ["train", "--dry-run", "--json", "--validation", "3", "--train-only", "linear"]
          + Self.small)
      #expect(result.code == 0, "\(result)")
      let plan = try Workplace.object(result.out)
      #expect(plan["parameters"] as? Int == 269_722)
      #expect(plan["trainedParameters"] as? Int == 650)
      #expect(plan["trainingImages"] as? Int == 7 && plan["validationImages"] as? Int == 3)
      #expect(plan["stepsPerEpoch"] as? Int == 2 && plan["steps"] as? Int == 20)
      #expect((plan["seconds"] as? Double ?? 0) > 0)
      #expect(try place.contents() == ["data"])
    }
  }

  @Test func aKilledRunEndsWithTheBytesOfOneThatWasNot() async throws {
    try await withWorkplace { place in
      try place.writeData()
      let options = Self.small + ["--epochs", "16", "--validation", "2", "--average", "0.9"]
      let whole = try await place.program.run(["train", "--out", "whole"] + options)
      #expect(whole.code == 0, "\(whole)")
      let killed = try await place.program.run(
        ["train", "--out", "run", "--checkpoint-every", "0.001"] + options, signal: SIGKILL,
        after: "epoch 2/16")
      #expect(killed.code == 128 + SIGKILL, "\(killed)")
      let resumed = try await place.program.run("train", "--resume", "run", "--threads", "1")
      #expect(resumed.code == 0, "\(resumed)")
      #expect(resumed.out == whole.out)
      for file in ["model.safetensors", "predictions.csv", "config.json"] {
        #expect(try place.bytes("run/" + file) == place.bytes("whole/" + file), "\(file)")
      }
      #expect(try place.text("run/curves.svg").contains("validation"))
      #expect(try place.lines("run/metrics.csv").count == 17)
    }
  }

  @Test func weightsAreTakenOverAndConverted() async throws {
    try await withWorkplace { place in
      try place.writeData()
      try place.writeModel()
      let trained = try await place.program.run(
        [
          "train", "--init", "model.safetensors", "--out", "run", "--epochs", "1",
          "--keep-normalization", "--freeze", "layer1", "layer2",
        ] + Self.small)
      #expect(trained.code == 0, "\(trained)")
      let converted = try await place.program.run(
        "convert", "--in", "run", "--out", "half.safetensors", "--dtype", "F16", "--json")
      #expect(converted.code == 0, "\(converted)")
      let summary = try Workplace.object(converted.out)
      #expect(summary["mean"] as? [Double] == [0.5, 0.5, 0.5])
      #expect(summary["parameters"] as? Int == 269_722 && summary["written"] as? String == "F16")
      let checked = try await place.program.run("convert", "--in", "half.safetensors")
      #expect(checked.code == 0 && checked.out.contains("F16"), "\(checked)")
      let refused = try await place.program.run(
        "convert", "--in", "half.safetensors", "--arch", "resnet18")
      #expect(refused.code == 3)
      #expect(refused.err.contains("its tensors are those of resnet20"), "\(refused.err)")
    }
  }
}
