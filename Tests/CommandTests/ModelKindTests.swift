import Foundation
import Terminal
import Testing
import misclass

/// Every command that asks a model takes one model, the directory of a run, and an ensemble.
@Suite struct ModelKindTests {
  static let commands = DeclaredCommand.working.filter { owner in
    // Untrained networks answer with a class or two, of which `causes` can make no mistakes.
    owner.words != ["causes"] && owner.command.options.contains { $0.name == "ensemble" }
  }

  /// What makes each of them quick.
  private static let few = [
    "correct": ["--views", "mirror"],
    "erase": ["--top", "0.01", "--limit", "2"], "predict": ["--limit", "2"],
    "saliency": ["--limit", "2"], "erase minimal": ["--limit", "1", "--most-boxes", "3"],
    "erase sweep": [
      "--limit", "2", "--methods", "gradient", "--tops", "0.01", "--boxes", "1x1", "--fills",
      "zero",
    ],
    "evaluate-explanations": ["--limit", "2", "--methods", "gradient", "--per-step", "256"],
    "undesirable": ["--limit", "1", "--iterations", "2"], "obalex": ["--limit", "2"],
    "sis": ["--limit", "1", "--per-round", "256"],
  ]

  @Test func thereAreSuchCommands() { #expect(Self.commands.count == 10) }

  @Test(arguments: commands)
  func oneModelARunAndAnEnsemble(owner: DeclaredCommand) async throws {
    let few = try #require(Self.few[owner.words.joined(separator: " ")])
    try await withWorkplace { place in
      try DeclaredCommand.furnish(place)
      try FileManager.default.createDirectory(
        atPath: place.path("run"), withIntermediateDirectories: true)
      try place.writeModel("run/model.safetensors")
      let needsMasks = owner.command.demands.contains { $0[0].name == "masks" }
      for (number, model) in [
        ["--model", "model.safetensors"], ["--model", "run"],
        ["--ensemble", "model.safetensors", "run"],
      ].enumerated() {
        let words =
          owner.words + model + few + ["--data", "data", "--out", "result-\(number)"]
          + (needsMasks ? ["--masks", "masks.npy"] : [])
        let result = try await place.program.run(words)
        #expect(result.code == 0, "\(words): \(result.err)")
        #expect(place.exists("result-\(number)"))
        #expect(result.err.contains("\nwrote result-\(number)"), "\(result.err)")
        #expect(result.err.contains("\nnext: misclass "), "\(result.err)")
      }
    }
  }

  /// What asks for the network alone takes a file and a run as well.
  @Test func listsAndMeasuresThem() async throws {
    try await withWorkplace { place in
      try FileManager.default.createDirectory(
        atPath: place.path("run"), withIntermediateDirectories: true)
      try place.writeModel("run/model.safetensors")
      for model in ["run", "run/model.safetensors"] {
        let listed = try await place.program.run("networks", model)
        #expect(listed.code == 0, "\(listed.err)")
        #expect(listed.out.contains("\nresnet20 "), "\(listed.out)")
        let measured = try await place.program.run([
          "bench", "--model", model, "--mode", "infer", "--batch", "1", "--seconds", "0",
          "--repetitions", "1",
        ])
        #expect(measured.code == 0, "\(measured.err)")
        #expect(measured.out.contains("\nresnet20  infer"), "\(measured.out)")
      }
      let missing = try await place.program.run("networks", "nowhere/run")
      #expect(missing.code == 3 && missing.err.contains("nowhere/run"), "\(missing.err)")
    }
  }
}
