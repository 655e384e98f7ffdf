import Foundation
import Interchange
import Testing

/// `undesirable`, `obalex`, `sis` and what `train` has of them, from outside.
@Suite struct OtherMethodsTests {
  /// A network with random weights and 40 planted images with their masks.
  private func furnish(_ place: Workplace) throws {
    try place.writeData()
    try place.writeModel()
    try NumpyArray(
      shape: [40, 32, 32], bytes: (0..<40 * 1024).map { $0 / 32 % 32 < 16 ? 1 : 0 }
    ).write(to: place.path("data/test_masks.npy"))
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  @Test func sisWritesOrdersSubsetsAndControls() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        words(
          "sis --model model.safetensors --data data --limit 5 --per-round 128 --threshold 0.05 "
            + "--subsets 3 --out sis --json"))
      #expect(result.code == 0, "\(result.err)")
      let order = try NumpyArray(path: place.path("sis/order.npy"))
      #expect(order.shape == [5, 32, 32])
      let ranks = try #require(order.integers)
      for image in 0..<5 {
        #expect(ranks[image * 1024..<(image + 1) * 1024].sorted() == Array(0..<1024))
      }
      let kept = try NumpyArray(path: place.path("sis/kept.npy"))
      #expect(kept.integers?.reduce(0, +) == 5 * 52)
      for (rank, isKept) in zip(ranks, kept.integers ?? []) {
        #expect((rank >= 1024 - 52) == (isKept == 1))
      }
      let confidence = try NumpyArray(path: place.path("sis/confidence.npy"))
      #expect(confidence.shape == [5, 9])
      #expect(try place.lines("sis/sis.csv").count == 6)
      let summary = try Workplace.object(result.out)
      #expect((summary["reduced"] as? [Any])?.count == 7)
      #expect(try place.contents().contains("sis"))
      #expect(!place.exists("sis/unfinished") && place.exists("sis/sheet.png"))
    }
  }

  /// Work that was stopped after its first piece goes on to the same bytes, and only as it was
  /// begun.
  @Test(arguments: [
    ("sis", "--per-round 64", "--threshold 0.5", ["order.npy", "confidence.npy", "sis.csv"]),
    (
      "undesirable", "--iterations 30 --trials 2", "--objective f-ntc",
      ["masks.npy", "undesirable.csv"]
    ),
  ])
  func aStoppedRunGoesOnToTheSameBytes(
    command: String, options: String, other: String, files: [String]
  ) async throws {
    try await withWorkplace { place in
      try furnish(place)
      let line =
        "\(command) --model model.safetensors --data data --limit 12 --batch-size 4 \(options)"
      let whole = try await place.program.run(words(line + " --out whole"))
      #expect(whole.code == 0, "\(whole.err)")
      // The last pieces of a run that is done are taken away again: it was stopped before them.
      try FileManager.default.createDirectory(
        atPath: place.path("broken"), withIntermediateDirectories: true)
      let stopped = try await place.program.run(
        words(line + " --out broken --force"), signal: SIGINT, after: "\(command): 0 of")
      #expect(stopped.code == 130, "\(stopped.err)")
      #expect(place.exists("broken/unfinished/settings.json"))
      let changed = try await place.program.run(
        words("\(line) --out broken --resume \(other)"))
      #expect(changed.code == 2 && changed.err.contains("other settings"), "\(changed.err)")
      let resumed = try await place.program.run(words(line + " --out broken --resume"))
      #expect(resumed.code == 0, "\(resumed.err)")
      for file in files {
        #expect(try place.bytes("whole/\(file)") == place.bytes("broken/\(file)"), "\(file)")
      }
      #expect(!place.exists("broken/unfinished"))
      let again = try await place.program.run(words(line + " --out broken --resume"))
      #expect(again.code == 2 && again.err.contains("no unfinished work"), "\(again.err)")
    }
  }

  @Test func obalexReadsMasksOfTheData() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let result = try await place.program.run(
        words("obalex --model model.safetensors --data data --masks data --out o.csv --json"))
      #expect(result.code == 0, "\(result.err)")
      let all = try #require(
        try Workplace.object(result.out)["all"] as? [String: Any])
      let uniform = all["uniform"] as? [String: Any]
      // The masks are the upper half of every image.
      #expect(uniform == nil || uniform?["mean"] as? Double == 0.5)
      #expect(try place.lines("o.csv")[0] == "index,label,predicted,obalex,object_area")
    }
  }

  @Test func trainingMeasuresAlignmentAndResumes() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let line =
        "train --data data --obalex gradient --masks data --obalex-images 20 --batch-size 5"
      let result = try await place.program.run(words(line + " --epochs 2 --out run"))
      #expect(result.code == 0, "\(result.err)")
      let metrics = try place.lines("run/metrics.csv")
      #expect(metrics.count == 3)
      #expect(metrics[0].hasSuffix(",seconds,obalex,obalex_uniform,obalex_images"))
      let again = try await place.program.run(words("train --resume run"))
      #expect(again.code == 0, "\(again.err)")
      #expect(try place.lines("run/metrics.csv") == metrics)
    }
  }

  /// Of the 40 test images the first 8, after every second epoch and the last; the masks of others
  /// on which explanations are measured are not taken in the middle of a run.
  @Test func testImagesCanBeFewerAndEvaluatedSeldom() async throws {
    try await withWorkplace { place in
      try furnish(place)
      try FileManager.default.copyItem(
        atPath: place.path("data/test_masks.npy"), toPath: place.path("masks.npy"))
      let line =
        "train --data data --obalex gradient --masks masks.npy --batch-size 5 --epochs 3 "
        + "--test-limit 8 --evaluate-every 2 --out run"
      let result = try await place.program.run(words(line))
      #expect(result.code == 0, "\(result.err)")
      #expect(try place.lines("run/predictions.csv").count == 9)
      let metrics = try place.lines("run/metrics.csv")
      let accuracy = try #require(
        metrics[0].split(separator: ",").firstIndex(of: "test_accuracy"))
      let isEvaluated = metrics.dropFirst().map {
        !$0.split(separator: ",", omittingEmptySubsequences: false)[accuracy].isEmpty
      }
      #expect(isEvaluated == [false, true, true])
      let again = try await place.program.run(words("train --resume run"))
      #expect(again.code == 0, "\(again.err)")
      #expect(try place.lines("run/metrics.csv") == metrics)
      try NumpyArray(shape: [40, 32, 32], bytes: [UInt8](repeating: 1, count: 40 * 1024))
        .write(to: place.path("masks.npy"))
      let other = try await place.program.run(words("train --resume run"))
      #expect(other.code == 3 && other.err.contains("masks of the objects"), "\(other)")
    }
  }

  @Test func aNetworkLearnsFromAFewPixels() async throws {
    try await withWorkplace { place in
      try furnish(place)
      try NumpyArray(shape: [10, 32, 32], bytes: [UInt8](repeating: 1, count: 10240))
        .write(to: place.path("kept.npy"))
      let result = try await place.program.run(
        words(
          "sis train --data data --subset kept.npy --test-subset random --share 0.1 --epochs 1 "
            + "--batch-size 5 --out run"))
      #expect(result.code == 0, "\(result.err)")
      #expect(result.out.contains("reduced") && result.out.contains("whole"))
      #expect(try place.text("run/subsets.json").contains("accuracyOnWholeImages"))
      let shape = try await place.program.run(
        words(
          "sis train --data data --subset kept.npy --test-subset random --shape-only --epochs 1 "
            + "--batch-size 5 --out shape"))
      #expect(shape.code == 0, "\(shape.err)")
      // Masks in white say nothing of the channels: those of the whole images must do.
      let (normal, white) = try (
        Workplace.object(place.text("run/config.json"))["normalization"] as? NSDictionary,
        Workplace.object(place.text("shape/config.json"))["normalization"] as? NSDictionary
      )
      #expect(normal != nil && normal == white)
    }
  }

  /// As many masks as images are used, or as the split has; of the latter the first are taken.
  @Test(
    arguments: [
      ("sis train --subset 10.npy --test-subset 40.npy --limit 5", nil),
      ("sis train --subset 5.npy --test-subset random --limit 5", nil),
      ("train --mask-background 10.npy --limit 5", nil),
      (
        "sis train --subset 11.npy --test-subset random",
        "11.npy: expected one mask for each of 10 images, found 11"
      ),
      (
        "sis train --subset 8.npy --test-subset random --limit 5",
        "8.npy: expected one mask for each of 5 images, or of all 10 of the split, found 8"
      ),
      (
        "sis train --subset 10.npy --test-subset 10.npy", "10.npy: expected one mask for each of 40"
      ),
      (
        "sis train --subset random --test-subset 41.npy", "41.npy: expected one mask for each of 40"
      ),
      ("train --mask-background 11.npy", "11.npy: expected one mask for each of 10"),
      ("train --obalex gradient --masks 41.npy", "41.npy: expected one mask for each of 40"),
      (
        "obalex --model model.safetensors --masks 41.npy",
        "41.npy: expected one mask for each of 40"
      ),
      (
        "erase --model model.safetensors --spare 41.npy --limit 3",
        "41.npy: expected one mask for each of 3 images, or of all 40 of the split, found 41"
      ),
    ] as [(String, String?)])
  func masksAreOfTheseImages(line: String, message: String?) async throws {
    try await withWorkplace { place in
      try furnish(place)
      for count in [5, 8, 10, 11, 40, 41] {
        try NumpyArray(
          shape: [count, 32, 32], bytes: [UInt8](repeating: 1, count: count * 1024)
        ).write(to: place.path("\(count).npy"))
      }
      let training = line.contains("train ") ? " --epochs 1 --batch-size 5" : ""
      let result = try await place.program.run(words(line + " --data data --out o" + training))
      if let message {
        #expect(result.code == 3 && result.err.contains(message), "\(result.err)")
        #expect(!place.exists("o/model.safetensors"))
      } else {
        #expect(result.code == 0, "\(result.err)")
      }
    }
  }

  @Test func masksOfTheDataServeEveryCommand() async throws {
    try await withWorkplace { place in
      try furnish(place)
      for line in [
        "erase --model model.safetensors --data data --limit 4 --spare data --out erased",
        "evaluate-explanations --model model.safetensors --data data --limit 4 --methods gradient "
          + "--objects data --out evaluated",
      ] {
        let result = try await place.program.run(words(line))
        #expect(result.code == 0, "\(line): \(result.err)")
      }
      #expect(try place.text("erased/summary.json").contains(#""spareIsOracle" : true"#))
      #expect(try place.text("evaluated/summary.json").contains("pointing"))
    }
  }

  @Test func anEnsembleAnswersAsOne() async throws {
    try await withWorkplace { place in
      try furnish(place)
      let line = "predict --data data --out"
      let one = try await place.program.run(words(line + " one.csv --model model.safetensors"))
      #expect(one.code == 0, "\(one.err)")
      let two = try await place.program.run(
        words(line + " two.csv --ensemble model.safetensors model.safetensors"))
      #expect(two.code == 0, "\(two.err)")
      #expect(try place.lines("one.csv") == place.lines("two.csv"))
      let half = try await place.program.run(
        words(line + " half.csv --ensemble model.safetensors"))
      #expect(half.code == 2 && half.err.contains("--ensemble: expected 2 or more, found 1"))
      let both = try await place.program.run(
        words(line + " b.csv --model model.safetensors --ensemble model.safetensors x"))
      #expect(both.code == 2 && both.err.contains("found both"))
      let none = try await place.program.run(words(line + " n.csv"))
      #expect(none.code == 2 && none.err.contains("missing: --model"))
    }
  }

  @Test(arguments: [
    ("sis --model model.safetensors --data data --out o --threshold 1", 2, "between 0 and 1"),
    ("sis --model model.safetensors --data data --out o --threshold 0", 2, "between 0 and 1"),
    ("sis --model model.safetensors --data data --out o --target predicted-true", 2, "a class"),
    ("sis --model model.safetensors --data data --out o --per-round 0", 2, "--per-round"),
    (
      "sis --model model.safetensors --data data --out o --selection exact --per-round 4", 2,
      "for --selection gradient only"
    ),
    ("sis --model model.safetensors --data data --out o --resume", 2, "no unfinished work"),
    ("undesirable --model model.safetensors --data data --out o --mask 33x8", 2, "at most as many"),
    ("undesirable --model model.safetensors --data data --out o --blur-size 4", 2, "an odd number"),
    (
      "undesirable --model model.safetensors --data data --out o --objective plain --gamma 1", 2,
      "f-tc and f-ntc only"
    ),
    ("undesirable --model model.safetensors --data data --out o --masks few.npy", 3, "few.npy"),
    ("obalex --model model.safetensors --data data --masks few.npy", 3, "few.npy"),
    ("obalex --model model.safetensors --data data --masks wide.npy", 3, "wide.npy"),
    ("obalex --model model.safetensors --data data --masks none.npy", 3, "none.npy"),
    ("obalex --model model.safetensors --data data --masks cut.npy", 3, "cut.npy"),
    ("obalex --model model.safetensors --data data --masks empty.npy", 3, "empty.npy"),
    ("obalex --model model.safetensors --data data", 2, "missing: --masks"),
    ("obalex --model model.safetensors --data set --masks data", 3, "10 classes"),
    ("obalex --model model.safetensors --data plain --masks data", 2, "knows no masks"),
    ("train --data data --obalex gradient --out o", 2, "--obalex needs --masks"),
    ("train --data data --masks data --out o", 2, "--masks needs --obalex"),
    ("train --data plain --mask-background data --out o", 2, "knows no masks"),
    ("train --data data --arch resnet18 --train-only dense --out o", 2, "dense"),
    ("sis train --data data --out o", 2, "missing: --subset KEPT.npy|random"),
  ])
  func whatDoesNotFitIsRefused(line: String, code: Int32, message: String) async throws {
    try await withWorkplace { place in
      try furnish(place)
      try NumpyArray(shape: [39, 32, 32], bytes: [UInt8](repeating: 1, count: 39 * 1024))
        .write(to: place.path("few.npy"))
      try NumpyArray(shape: [40, 32, 33], bytes: [UInt8](repeating: 1, count: 40 * 32 * 33))
        .write(to: place.path("wide.npy"))
      try place.write(Array(try place.bytes("few.npy").dropLast(5)), "cut.npy")
      try place.write("", "empty.npy")
      for directory in ["set", "plain"] {
        try FileManager.default.createDirectory(
          atPath: place.path(directory), withIntermediateDirectories: true)
      }
      for split in ["train", "test"] {
        try NumpyArray(shape: [2, 32, 32, 3], bytes: [UInt8](repeating: 1, count: 6144))
          .write(to: place.path("set/\(split)_images.npy"))
        try NumpyArray(shape: [2], integers: [0, 1]).write(
          to: place.path("set/\(split)_labels.npy"))
      }
      for file in ["data_batch_1.bin", "test_batch.bin", "batches.meta.txt"]
      where place.exists("data/" + file) {
        try place.write(try place.bytes("data/" + file), "plain/" + file)
      }
      let result = try await place.program.run(words(line))
      #expect(result.code == code && result.out == "", "\(result)")
      #expect(result.err.contains(message), "\(result.err)")
      #expect(!place.exists("o/summary.json") && !place.exists("o/config.json"))
    }
  }
}
