import Compute
import Datasets
import Foundation
import Images
import Interchange
import Models
import NeuralNetwork
import Testing
import Training

/// What a run that goes on is held against.
@Suite struct ResumeTests {
  /// Something that is not as it was when the checkpoint was written.
  enum Change: String, CaseIterable, Sendable {
    case pixel, label, name, testPixel, testLabel, noTest, seed, batchSize, learningRate, epochs,
      normalization, validation, frozen

    var message: String {
      switch self {
      case .pixel: "the training images have other pixels"
      // The split is stratified: other labels leave other images for training.
      case .label: "the training images have other"
      case .name: "the names of the classes are others"
      case .testPixel: "the test images have other pixels"
      case .testLabel: "the test images have other labels"
      case .noTest: "there are no test images any more"
      case .seed: "seed was 7, now it is 8"
      case .batchSize: "batchSize was 8, now it is 9"
      case .learningRate: "learningRate was 0.05, now it is 0.06"
      case .epochs: "epochs was 2, now it is 3"
      case .normalization: "normalization.mean was ["
      case .validation: "validation was 9, now it is 8"
      case .frozen: "trained.frozen was [layer1, bn1], now it is []"
      }
    }
  }

  private func create(
    _ settings: TrainingSettings, in directory: RunDirectory, _ training: ImageSet,
    _ test: ImageSet?, isResumed: Bool
  ) throws -> TrainingRun {
    try TrainingRun.create(
      settings, directory: directory, training: training, test: test,
      compute: Compute(instructionSet: nil, threads: 1), isResumed: isResumed)
  }

  private func withDirectory(_ body: (RunDirectory) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "misclass-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(RunDirectory(path))
  }

  /// A run that stopped after its first epoch.
  private func withStoppedRun(
    _ settings: TrainingSettings = SmallRun.elaborate, epochs: Int = 1,
    _ body: (RunDirectory, _ training: ImageSet, _ test: ImageSet) throws -> Void
  ) throws {
    try withDirectory { directory in
      let (training, test) = (SmallRun.images(38, seed: 1), SmallRun.images(12, seed: 2))
      do {
        let run = try create(settings, in: directory, training, test, isResumed: false)
        let steps = epochs * run.trainer.stepsPerEpoch
        var done = 0
        #expect(
          try !run.run(
            shouldStop: { done == epochs && run.trainer.progress.steps == steps },
            report: { if case .epoch = $0 { done += 1 } }))
      }
      try body(directory, training, test)
    }
  }

  /// The images with one bit changed.
  private func flipped(_ byte: Int, of images: StoredImages) throws -> StoredImages {
    var loaded = try images.loaded()
    loaded.pixels[byte] ^= 1
    return StoredImages(loaded)
  }

  @Test(arguments: Change.allCases)
  func otherDataOrSettingsAreRefused(change: Change) throws {
    try withStoppedRun { directory, whole, wholeTest in
      var settings = try directory.readConfiguration()
      var (training, test) = (whole, wholeTest as ImageSet?)
      switch change {
      case .pixel: training.images = try flipped(777, of: training.images)
      case .label:
        training.labels.swapAt(
          0, try #require(training.labels.firstIndex { $0 != training.labels[0] }))
      case .name: training.classNames[1] = "gray"
      case .testPixel: test?.images = try flipped(0, of: wholeTest.images)
      case .testLabel: test?.labels[0] = (wholeTest.labels[0] + 1) % 3
      case .noTest: test = nil
      case .seed: settings.seed = 8
      case .batchSize: settings.batchSize = 9
      case .learningRate: settings.learningRate = 0.06
      case .epochs: settings.epochs = 3
      case .normalization: settings.normalization?.mean[0] += 0.001
      case .validation: settings.validation = 8
      case .frozen: settings.trained = TrainedParameters()
      }
      #expect {
        _ = try create(settings, in: directory, training, test, isResumed: true)
      } throws: {
        guard case TrainingError.settingsDiffer(let path, let problem) = $0 else { return false }
        return path == directory.checkpoint && problem.contains(change.message)
      }
    }
  }

  /// The data may have been moved, or the run.
  @Test func theSameDataElsewhereAreTheSame() throws {
    try withStoppedRun { directory, training, test in
      var settings = try directory.readConfiguration()
      #expect(settings.data.hasPrefix("/") && settings.data.hasSuffix("/noise"))
      settings.data = "/elsewhere"
      let run = try create(settings, in: directory, training, test, isResumed: true)
      #expect(!run.isUnchecked && run.metrics.count == 1)
    }
  }

  @Test func aCheckpointWithoutFingerprintIsTakenAndTold() throws {
    try withStoppedRun { directory, training, test in
      var file = try SafetensorsFile(path: directory.checkpoint)
      #expect(file.metadata.removeValue(forKey: "fingerprint") != nil)
      try file.write(to: directory.checkpoint)
      let settings = try directory.readConfiguration()
      let run = try create(settings, in: directory, training, test, isResumed: true)
      #expect(run.isUnchecked)
      #expect(run.trainer.progress.steps == run.trainer.stepsPerEpoch)
      file.metadata["fingerprint"] = "{}"
      try file.write(to: directory.checkpoint)
      #expect(throws: TrainingError.self) { try run.resume() }
    }
  }

  @Test(arguments: [
    ("\"steps\":4", "\"steps\":9223372036854775807"), ("\"steps\":4", "\"steps\":-1"),
    ("\"steps\":4", "\"steps\":3"), ("\"steps\":4", "\"steps\":1e300"),
    ("\"seen\":29", "\"seen\":9223372036854775807"), ("\"seen\":29", "\"seen\":-29"),
    ("\"correct\":", "\"correct\":-"), ("\"correct\":", "\"correct\":99"),
    ("\"lossSum\":", "\"lossSum\":1e999"), ("\"seconds\":", "\"seconds\":-"),
  ])
  func countersOutOfRangeAreRefused(old: String, new: String) throws {
    try withStoppedRun { directory, training, test in
      var file = try SafetensorsFile(path: directory.checkpoint)
      let progress = try #require(file.metadata["progress"])
      #expect(progress.contains(old))
      file.metadata["progress"] = progress.replacing(old, with: new)
      try file.write(to: directory.checkpoint)
      let settings = try directory.readConfiguration()
      #expect {
        _ = try create(settings, in: directory, training, test, isResumed: true)
      } throws: {
        guard case TrainingError.unreadableCheckpoint(let path, _) = $0 else { return false }
        return path == directory.checkpoint
      }
    }
  }

  @Test(arguments: ["", "momentum.", "average."], [Float.nan, .infinity])
  func whatIsNoNumberIsRefused(prefix: String, value: Float) throws {
    try withStoppedRun { directory, training, test in
      var file = try SafetensorsFile(path: directory.checkpoint)
      let index = try #require(
        file.tensors.firstIndex { $0.name == prefix + "layer2.0.conv1.weight" })
      file.tensors[index].values[5] = value
      try file.write(to: directory.checkpoint)
      let settings = try directory.readConfiguration()
      #expect {
        _ = try create(settings, in: directory, training, test, isResumed: true)
      } throws: {
        "\($0)".contains("expected finite numbers, found \(value) at element 5")
      }
    }
  }

  @Test(arguments: [
    ([1, 3], "expected epoch 2, found epoch 3"), ([1, 2, 2, 3], "expected epoch 3, found epoch 2"),
    ([2, 1, 3], "expected epoch 1, found epoch 2"), ([1], "end with epoch 1"),
    ([], "end with epoch 0"),
  ])
  func linesThatAreMissingAreNoticed(epochs: [Int], message: String) throws {
    var settings = SmallRun.elaborate
    settings.epochs = 5
    try withStoppedRun(settings, epochs: 3) { directory, training, test in
      let text = String(decoding: try FileReader.bytes(of: directory.metrics), as: UTF8.self)
      let lines = text.split(separator: "\n").map(String.init)
      #expect(lines.count == 4)
      let changed = ([0] + epochs).map { lines[$0] + "\n" }.joined()
      try AtomicFile.write(changed, to: directory.metrics)
      let settings = try directory.readConfiguration()
      #expect {
        _ = try create(settings, in: directory, training, test, isResumed: true)
      } throws: {
        "\($0)".hasPrefix(directory.metrics) && "\($0)".contains(message)
      }
      // The line of the last epoch may be missing: the run was then stopped before it was written.
      try AtomicFile.write(lines[0...2].map { $0 + "\n" }.joined(), to: directory.metrics)
      let run = try create(settings, in: directory, training, test, isResumed: true)
      #expect(run.metrics.map(\.epoch) == [1, 2])
    }
  }

  @Test(arguments: [
    (0, "9223372036854775807"), (0, "x"), (1, "3"), (1, "-4"), (2, "nan"), (2, ""), (3, "1e300"),
    (4, "inf"), (5, "-0.5"), (7, "two"), (8, "-1"), (9, "nan"), (10, ""), (10, "1,2"),
  ])
  func damagedLinesAreRefused(field: Int, value: String) throws {
    try withStoppedRun { directory, training, test in
      let text = String(decoding: try FileReader.bytes(of: directory.metrics), as: UTF8.self)
      var lines = text.split(separator: "\n").map(String.init)
      var fields = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      fields[field] = value
      lines[1] = fields.joined(separator: ",")
      try AtomicFile.write(lines.map { $0 + "\n" }.joined(), to: directory.metrics)
      let settings = try directory.readConfiguration()
      #expect {
        _ = try create(settings, in: directory, training, test, isResumed: true)
      } throws: {
        $0 is TrainingError && "\($0)".contains("line 2")
      }
    }
  }

  @Test func configurationsOfOtherVersions() throws {
    try withDirectory { directory in
      try directory.writeConfiguration(SmallRun.settings)
      let text = String(decoding: try FileReader.bytes(of: directory.configuration), as: UTF8.self)
      #expect(text.contains("\"version\" : 1"))
      try AtomicFile.write(
        text.replacing("\"version\" : 1", with: "\"version\" : 2"), to: directory.configuration)
      let error = #expect(throws: InterchangeError.self) { try directory.readConfiguration() }
      #expect(error?.description.contains("a later version") == true)
      #expect(try !directory.holdsRun())
      // What the first runs wrote: no version, and nothing that was added since.
      var members = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      for name in [
        "version", "cutout", "inputDropout", "validation", "keepsNormalization", "trained",
      ] {
        #expect(members.removeValue(forKey: name) != nil, "\(name)")
      }
      try AtomicFile.write(
        [UInt8](JSONSerialization.data(withJSONObject: members)), to: directory.configuration)
      #expect(try directory.readConfiguration() == SmallRun.settings)
    }
  }

  @Test func onlyWhatARunWroteIsReplaced() throws {
    try withDirectory { directory in
      try directory.checkReplaceable()
      try AtomicFile.write("{\"name\": \"something else\"}", to: directory.configuration)
      #expect(throws: TrainingError.foreignFile(path: directory.configuration)) {
        try directory.checkReplaceable()
      }
      try FileManager.default.removeItem(atPath: directory.configuration)
      try AtomicFile.write("weights", to: directory.model)
      #expect(throws: TrainingError.foreignFile(path: directory.model)) {
        try directory.checkReplaceable()
      }
      try directory.writeConfiguration(SmallRun.settings)
      try AtomicFile.write("mine", to: directory.path + "/notes.txt")
      try directory.checkReplaceable()
      try directory.removeResults()
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["notes.txt"])
    }
  }

  /// A fresh run over an old one that fails on the way: the old run is whole, or nothing can go on.
  @Test(arguments: [FileFaults.Call.open, .write, .flush, .rename], 1...3)
  func aReplacementThatIsCutOffResumesNothingOld(call: FileFaults.Call, number: Int) throws {
    try withStoppedRun { directory, training, test in
      var settings = SmallRun.elaborate
      settings.seed = 99
      let faults = FileFaults(call, number: number, .fails(EIO))
      var hasFailed = false
      do {
        try FileFaults.$current.withValue(faults) {
          _ = try create(settings, in: directory, training, test, isResumed: false)
        }
      } catch {
        hasFailed = true
      }
      // An empty mark needs no bytes.
      #expect(hasFailed == (number <= (call == .write ? 1 : 2)) && hasFailed == faults.hasStruck)
      let isUntouched = hasFailed && number == 1 && call != .write
      #expect(directory.hasCheckpoint == isUntouched)
      #expect(try directory.holdsRun() == (isUntouched || !hasFailed))
      if try directory.holdsRun() {
        #expect(try directory.readConfiguration().seed == (isUntouched ? 7 : 99))
      }
      try directory.checkReplaceable()
    }
  }

  @Test func aModelThatIsSpoiltIsNotWritten() throws {
    try withStoppedRun { directory, training, test in
      let settings = try directory.readConfiguration()
      let files = [directory.model, directory.checkpoint, directory.metrics]
      let before = try files.map { try FileReader.bytes(of: $0) }
      let run = try create(settings, in: directory, training, test, isResumed: true)
      let last = run.trainer.totalSteps
      #expect {
        _ = try run.run(shouldStop: { false }) { event in
          guard case .step(last) = event else { return }
          run.trainer.optimizer.velocity.pointer[3] = .nan
        }
      } throws: {
        guard case TrainingError.weightsNotFinite(last, 2, _) = $0 else { return false }
        return true
      }
      #expect(try files.map { try FileReader.bytes(of: $0) } == before)
    }
  }
}
