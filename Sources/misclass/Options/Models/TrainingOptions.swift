import Compute
import Datasets
import Explanations
import NeuralNetwork
import Terminal
import Training

/// What a training run computes.
struct TrainingOptions: OptionGroup {
  let data = Option("data", "DIR", .inputPath, help: DataOptions.help)
  let pictures = PictureOptions()
  let architecture = Option.architecture(
    otherwise: "what --init names, else " + Recipe.each { $0.architecture })
  let stem = Option.stem(otherwise: "what the name or --init says, else cifar")
  let recipe = Option(
    "recipe", "NAME", .recipe,
    help: "Settings that go together; other options change them. "
      + Recipe.all.map { "\($0.name): \($0.summary)" }.joined(separator: " "),
    default: .standard)
  let epochs = Option(
    "epochs", "N", .int(in: 1...100_000), help: "Times every image is shown.",
    otherwise: Recipe.each { "\($0.epochs)" })
  let batchSize = Option(
    "batch-size", "N", .int(in: 1...4096), help: "Images per step.",
    otherwise: Recipe.each { "\($0.batchSize)" })
  let microBatch = Option(
    "micro-batch", "N", .int(in: 1...4096),
    help: "Work on each batch in pieces of N images, with batch statistics of their own, whose "
      + "gradients are averaged: the same bits whatever the number of ranks.",
    otherwise: "whole batches; 32 under mpirun or srun"
  ).advanced
  let precision = Option(
    "precision", "KIND", .choice(of: Precision.self),
    help: "What the products of a step round their operands to: float32, or bf16, which is quicker "
      + "where the processor has AVX512_BF16. Weights, gradients and evaluation stay in float32.",
    default: .float32
  ).advanced
  let rate = Option(
    "lr", "RATE", .positive, help: "Learning rate, the schedule's highest.",
    otherwise: Recipe.each { "\($0.learningRate)" })
  let limit = Option(
    "limit", "N", .int(in: 1...Int.max), help: "Use the first N training images only.")
  let testLimit = Option(
    "test-limit", "N", .int(in: 1...Int.max), help: "Use the first N test images only."
  ).advanced
  let evaluationInterval = Option(
    "evaluate-every", "EPOCHS", .int(in: 1...100_000),
    help: "Evaluate validation and test images only every so many epochs, and after the last.",
    default: 1
  ).advanced
  let validation = Option(
    "validation", "N", .int(in: 1...Int.max),
    help: "Split N images off the training images, every class in its share; the epoch that "
      + "classifies them best becomes model.safetensors.",
    otherwise: "none: the last epoch becomes it")
  let initial = Option(
    "init", "FILE|RUN", .inputPath,
    help: "Begin with these weights; the last layer begins at random if the classes differ.")
  let optimizer = OptimizerOptions()
  let schedule = ScheduleOptions()
  let images = TrainingImageOptions()
  let parts = TrainedPartOptions()
  let alignment = AlignmentOptions()

  var rules: [OptionRule] { [.option(parts.keepsNormalization, needs: initial)] }
}

/// How a step changes the weights.
struct OptimizerOptions: OptionGroup {
  static let isAdvanced = true

  let momentum = Option(
    "momentum", "M", .double(in: 0...0.9999), help: "Momentum of SGD.",
    otherwise: Recipe.each { "\($0.optimizer.momentum)" })
  let noNesterov = Option(
    flag: "no-nesterov", help: "Use plain momentum instead of Nesterov's.")
  let weightDecay = Option(
    "weight-decay", "D", .double(in: 0...1), help: "L2 penalty.",
    otherwise: Recipe.each { "\($0.optimizer.weightDecay)" })
  let normDecay = Option(
    flag: "norm-decay",
    help: "Apply the penalty to biases and to scales and shifts of normalisations too. (default: "
      + Recipe.each { $0.optimizer.decaysVectors ? "yes" : "no" } + ")")
  let noNormDecay = Option(flag: "no-norm-decay", help: "Leave those out of the penalty.")
  let clipNorm = Option(
    "clip-norm", "L", .positive, help: "Clip the global gradient norm (L2) to L.",
    otherwise: "never")
  let labelSmoothing = Option(
    "label-smoothing", "S", .double(in: 0...0.99), help: "Share of the target spread evenly.",
    otherwise: Recipe.each { "\($0.labelSmoothing)" })
  let shiftRate = Option(
    "shift-rate", "FACTOR", .double(in: 1e-6...1e6),
    help: "How many times as fast shifts of normalisations learn; they decay as ever.",
    otherwise: Recipe.each { "\($0.optimizer.shiftRate ?? 1)" })
  let lookahead = Option(
    "lookahead", "STEPS", .int(in: 0...1_000_000),
    help: "Every so many steps, set weights and running statistics back to a slow average of them; "
      + "0 for never.", otherwise: Recipe.each { "\($0.lookahead?.interval ?? 0)" })
  let lookaheadDecay = Option(
    "lookahead-decay", "DECAY", .double(in: 0...1),
    help: "What that average keeps of itself at the end of the run; before, this by the cube of "
      + "the share that is done.", otherwise: "\(Lookahead.Settings.standardDecay)")
  let average = Option(
    "average", "DECAY", .double(in: 0...0.999999),
    help: "Keep a moving average of weights and running statistics, of which a step keeps DECAY; "
      + "the average is evaluated and written.", otherwise: "none")

  var rules: [OptionRule] { [.atMostOne(of: normDecay, noNormDecay)] }
}

/// How the learning rate changes.
struct ScheduleOptions: OptionGroup {
  static let isAdvanced = true

  let kind = Option(
    "schedule", "NAME", .choice(of: Schedule.Kind.self),
    help: "How the learning rate changes: \(Schedule.Kind.listed).",
    otherwise: Recipe.each { $0.schedule.kind.rawValue })
  let every = Option(
    "step-every", "EPOCHS", .positive, help: "For --schedule step.",
    otherwise: "\(Recipe.paper.schedule.every)")
  let milestones = Option(
    "milestones", "E,E,…", .numbers,
    help: "Epochs at which --schedule multistep lowers the rate.")
  let factor = Option(
    "step-factor", "F", .double(in: 0...1), help: "What step and multistep multiply by.",
    otherwise: "\(Recipe.paper.schedule.factor)")
  let cycle = Option(
    "cycle", "START,PEAK,END", .numbers,
    help: "For --schedule onecycle: the factor of the rate at the beginning, the share of the run "
      + "after which it is 1, and the factor at the end.",
    otherwise: Recipe.each {
      ($0.schedule.cycle ?? [0, 0.25, 0]).map { "\($0)" }.joined(separator: ",")
    })
  let warmup = Option(
    "warmup", "EPOCHS", .double(in: 0...1e6),
    help: "Epochs in which the rate rises linearly at the beginning.", default: 0)
}

/// What is done to the training images.
struct TrainingImageOptions: OptionGroup {
  static let isAdvanced = true

  let augmentation = Option(
    "augment", "NAME", .word(Augmentation.names),
    help: "Random changes of training images: \(Augmentation.names.joined(separator: ", ")).",
    otherwise: Recipe.each { $0.augmentation })
  let cropPadding = Option(
    "crop-padding", "PIXELS", .int(in: 1...4096),
    help: "How far an image is shifted by crop and crop-flip at most.",
    otherwise: Recipe.each { "\($0.cropPadding ?? Augmentation.standard.cropPadding)" })
  let cropBorder = Option(
    "crop-border", "KIND", .choice(of: Augmentation.Border.self),
    help: "What then comes into it: black, or reflect, its own pixels mirrored at its edge.",
    otherwise: Recipe.each { $0.cropBorder.rawValue })
  let flips = Option(
    "flips", "WHEN", .choice(of: FlipChoice.self),
    help: "Which images flip and crop-flip mirror: random, or alternate, each every other epoch.",
    otherwise: Recipe.each { $0.alternatesFlips ? "alternate" : "random" })
  let cropScale = Option(
    several: "crop-scale", "LOW HIGH", .double(in: 1e-6...1),
    help: "Smallest and largest share of a picture's area that a resized crop takes; it is brought "
      + "to the size of --crop or --preset.", atLeast: 2, otherwise: "0.08 1")
  let jitter = Option(
    "jitter", "B,C,S,H", .jitter,
    help: "Change brightness, contrast and saturation at random by up to these shares, and the hue "
      + "by up to this part of the circle, as torchvision's ColorJitter.", otherwise: "none")
  let cutout = Option(
    "cutout", "SIDE", .int(in: 1...4096),
    help: "Set a square of this side length to the mean colour in each image.", otherwise: "none")
  let dropout = Option(
    "input-dropout", "RATE", .double(in: 0...0.99),
    help: "Set this share of pixels to the mean colour, in training only.", default: 0)
  let background = Option(
    "mask-background", "MASKS", .inputPath,
    help: "Replace what is not the object in the training images by random colours; FILE.npy or "
      + "data.")
}

/// When images are mirrored.
enum FlipChoice: String, CaseIterable, Sendable {
  case random, alternate
}

/// Which parts of a network are trained.
struct TrainedPartOptions: OptionGroup {
  static let isAdvanced = true

  let keepsNormalization = Option(
    flag: "keep-normalization",
    help: "Normalise images as the weights of --init say, not by the training images.")
  let frozen = Option(
    several: "freeze", "PREFIX", .string,
    help: "Parameters that keep their values, by the beginning of their names in whole parts "
      + "between dots. Running statistics still move.")
  let only = Option(
    several: "train-only", "PREFIX|PART", .string,
    help: "Freeze all other parameters instead. Of vgg16, resnet50, mobilenet_v2 and resnet20 to "
      + "resnet110 also parts by name: \(NetworkPart.listed) (Nguyen et al. 2020, of five "
      + "convolutional blocks and the dense ones).")

  let until = Option(
    "freeze-after", "PREFIX=EPOCHS,…", .epochs,
    help: "Parameters that keep their values after so many epochs.",
    otherwise: Recipe.each {
      ($0.until ?? [:]).map { "\($0.key)=\($0.value) of quicknet" }.first ?? "none"
    })

  var rules: [OptionRule] { [.atMostOne(of: frozen, only)] }
}

/// What is measured of the maps while a network is trained.
struct AlignmentOptions: OptionGroup {
  static let isAdvanced = true

  let method = Option(
    "obalex", "METHOD", .choice(of: MethodName.self),
    help: "After each epoch, measure how much of this method's maps lies on the object (test "
      + "images that are classified right); needs --masks.", otherwise: "not measured")
  let masks = Option(
    "masks", "MASKS", .inputPath, help: "Where the test images' objects are: FILE.npy or data.")
  let images = Option(
    "obalex-images", "N", .int(in: 1...Int.max),
    help: "How many of the test images are measured, from the first.",
    default: 500)

  var rules: [OptionRule] {
    [
      .option(method, needs: masks), .option(masks, needs: method),
      .option(images, needs: method),
    ]
  }
}

extension Recipe {
  /// The standard recipe's value, and those of recipes that differ.
  static func each(_ value: (Recipe) -> String) -> String {
    let standard = value(.standard)
    let others = all.filter { value($0) != standard }.map { "\($0.name) \(value($0))" }
    return ([standard] + others).joined(separator: ", ")
  }
}

extension ValueKind where Value == Recipe {
  static var recipe: Self {
    let names = Recipe.all.map(\.name)
    return Self(
      expected: "one of " + names.joined(separator: ", "), candidates: names,
      describe: { $0.name }
    ) { Recipe.named($0) }
  }
}

extension ValueKind where Value == [Double] {
  static var jitter: Self {
    Self(
      expected: "four numbers parted by commas, such as 0.4,0.4,0.4,0.1, the last up to 0.5"
    ) { text in
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false).compactMap {
        Double($0)
      }
      return JitterRanges(numbers) == nil ? nil : numbers
    }
  }

  /// Numbers parted by commas.
  static var numbers: Self {
    Self(expected: "numbers parted by commas, such as 60,120") { text in
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
        Double($0)
      }
      return numbers.allSatisfy { $0?.isFinite ?? false } ? numbers.compactMap { $0 } : nil
    }
  }
}

extension ValueKind where Value == [String: Int] {
  /// Beginnings of names, each with a number of epochs.
  static var epochs: Self {
    Self(expected: "names with numbers of epochs, such as conv1=3,bn1=5") { text in
      var epochs: [String: Int] = [:]
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let sides = part.split(separator: "=", omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty, let count = Int(sides[1]), count > 0,
          epochs.updateValue(count, forKey: String(sides[0])) == nil
        else { return nil }
      }
      return epochs
    }
  }
}
