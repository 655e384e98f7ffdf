// swift-tools-version: 6.2
import PackageDescription

// The parts, from the ground up. A part may import only what stands in its list here.

let language: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func part(_ name: String, knows dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: language)
}

/// - Parameter computes: Whether the tests compute much themselves, as twins of kernels do. Others
///   are not optimised, since they compile in half the time and run no slower.
func tests(
  of name: String, with dependencies: [Target.Dependency] = [], computes: Bool = false
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    swiftSettings: language + (computes ? [] : unoptimised))
}

let unoptimised: [SwiftSetting] = [.unsafeFlags(["-Onone"], .when(configuration: .release))]

// One source of kernels, compiled once per instruction set; the second and third folder link to
// the first's files. Other processors build the first alone, with what their target always has.
#if arch(x86_64)
  let instructionSets = [
    // Unsafe flags, because nothing else tells the compiler which instructions it may use in these
    // two targets; the program asks the processor before it calls them.
    (name: "KernelsAVX2", define: "AVX2", march: "x86-64-v3"),
    (name: "KernelsAVX512", define: "AVX512", march: "x86-64-v4"),
  ]
#else
  let instructionSets: [(name: String, define: String, march: String)] = []
#endif

// The one prefetch instruction that Swift can name is that of an extension which the compiler must
// be told of; processors without it take it for a prefetch of another kind or for no operation.
// Older compilers lack it.
#if compiler(>=6.3) && os(Linux)
  let prefetch: [SwiftSetting] = [.define("PREFETCH"), .unsafeFlags(["-Xcc", "-mmovrs"])]
#else
  let prefetch: [SwiftSetting] = []
#endif

let kernels: [Target] =
  [part("KernelInterface"), part("KernelsBaseline", knows: ["KernelInterface"])]
  + instructionSets.map { set in
    .target(
      name: set.name, dependencies: ["KernelInterface"],
      swiftSettings: language + prefetch + [
        .define(set.define), .unsafeFlags(["-Xcc", "-march=" + set.march]),
      ])
  }

let package = Package(
  name: "misclass",
  // Atomics and mutexes (Synchronization) are in the system's library from this version on.
  platforms: [.macOS(.v15)],
  products: [.executable(name: "misclass", targets: ["misclass"])],
  targets: kernels + [
    part("Text"),
    part("Ranks"),
    part("Images"),
    part("MachineCode"),
    part(
      "Compute",
      knows: ["Images", "KernelInterface", "KernelsBaseline", "MachineCode"]
        + instructionSets.map { .init(stringLiteral: $0.name) }),
    part("NeuralNetwork", knows: ["Compute", "Images", "KernelInterface"]),
    part("Architectures", knows: ["NeuralNetwork"]),
    part("Interchange", knows: ["Text"]),
    part("Onnx", knows: ["Interchange", "KernelInterface", "NeuralNetwork"]),
    part("Datasets", knows: ["Images", "Interchange", "Text"]),
    part("Statistics"),
    part("Misclassification", knows: ["Interchange", "Statistics", "Text"]),
    part("Explanations", knows: ["Images", "Statistics", "Text"]),
    part(
      "Models",
      knows: [
        "Architectures", "Compute", "Datasets", "Explanations", "Images", "Interchange",
        "NeuralNetwork", "Onnx", "Text",
      ]),
    part(
      "Training",
      knows: [
        "Architectures", "Compute", "Datasets", "Images", "Interchange", "KernelInterface",
        "Models", "NeuralNetwork", "Ranks", "Statistics", "Text",
      ]),
    part("Figures", knows: ["Images", "Interchange", "Misclassification", "Statistics", "Text"]),
    part(
      "Results",
      knows: [
        "Architectures", "Compute", "Datasets", "Explanations", "Figures", "Images",
        "Interchange", "Misclassification", "Models", "NeuralNetwork", "Statistics", "Text",
        "Training",
      ]),
    part("Terminal", knows: ["Text"]),
    part(
      "Pieces",
      knows: [
        "Datasets", "Explanations", "Images", "Interchange", "Models", "Ranks", "Terminal",
        "Training",
      ]),
    part(
      "Studies",
      knows: [
        "Architectures", "Compute", "Datasets", "Explanations", "Figures", "Images",
        "Interchange", "Misclassification", "Models", "NeuralNetwork", "Pieces", "Ranks",
        "Results", "Statistics", "Terminal", "Text", "Training",
      ]),
    .executableTarget(
      name: "misclass",
      dependencies: [
        "Architectures", "Compute", "Datasets", "Explanations", "Figures", "Images",
        "Interchange", "Misclassification", "Models", "NeuralNetwork", "Onnx", "Pieces", "Ranks",
        "Results", "Statistics", "Studies", "Terminal", "Text", "Training",
      ],
      swiftSettings: language),

    tests(of: "Text"),
    tests(of: "Ranks"),
    tests(of: "Images", with: ["Interchange"]),
    tests(of: "MachineCode"),
    tests(of: "Compute", with: ["Images", "KernelInterface"], computes: true),
    tests(
      of: "NeuralNetwork", with: ["Architectures", "Compute", "Images", "KernelInterface"],
      computes: true),
    tests(of: "Datasets", with: ["Images", "Interchange", "Text"], computes: true),
    tests(of: "Interchange", with: ["Images", "Text"]),
    tests(
      of: "Onnx",
      with: [
        "Architectures", "Compute", "Images", "Interchange", "KernelInterface", "NeuralNetwork",
      ]),
    tests(of: "Statistics", with: ["Interchange"]),
    tests(of: "Misclassification", with: ["Interchange", "Statistics"]),
    tests(of: "Explanations", with: ["Images", "Interchange", "Statistics"], computes: true),
    // Whole networks against another program's explanations: the one place where both parts meet.
    .testTarget(
      name: "ExplanationParityTests",
      dependencies: [
        "Architectures", "Compute", "Datasets", "Explanations", "Images", "Interchange", "Models",
        "NeuralNetwork", "Training",
      ],
      swiftSettings: language),
    tests(
      of: "Models",
      with: [
        "Architectures", "Compute", "Datasets", "Explanations", "Images", "Interchange",
        "NeuralNetwork", "Onnx",
      ]),
    tests(
      of: "Training",
      with: [
        "Architectures", "Compute", "Datasets", "Images", "Interchange", "Models",
        "NeuralNetwork", "Ranks",
      ], computes: true),
    tests(of: "Figures", with: ["Images", "Interchange", "Misclassification"]),
    tests(of: "Terminal", with: ["Text"]),
    tests(of: "Pieces", with: ["Interchange", "Terminal"]),
    tests(of: "Studies", with: ["Datasets", "Explanations", "Images", "Terminal"]),
    // Every reader of files, over damaged files.
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "Architectures", "Compute", "Datasets", "Explanations", "Figures", "Images",
        "Interchange", "Misclassification", "Models", "NeuralNetwork", "Onnx", "Pieces",
        "Results", "Statistics", "Training",
      ],
      swiftSettings: language),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "misclass", "Architectures", "Compute", "Datasets", "Explanations", "Images", "Interchange",
        "Misclassification", "Models", "NeuralNetwork", "Results", "Studies", "Terminal", "Text",
        "Training",
      ],
      swiftSettings: language + unoptimised),
  ],
  swiftLanguageModes: [.v6]
)
