import Testing

import Ranks

/// Cutting work, and finding out which part is this process's.
@Suite struct ShardTests {
  @Test(arguments: [0, 1, 5, 10, 999, 10_000], [1, 2, 7, 1000])
  func sharesAreTheWholeInTheirOrderAndAlmostEqual(items: Int, count: Int) throws {
    var end = 0
    var sizes: Set<Int> = []
    for number in 1...count {
      let range = try #require(Shard(number, of: count)).range(of: items)
      #expect(range.lowerBound == end)
      end = range.upperBound
      sizes.insert(range.count)
    }
    #expect(end == items)
    #expect(sizes.count <= 2 && (sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  @Test func sharesOfUnequalItemsAreEqualInWork() throws {
    let weights = (0..<40).map { $0 % 4 == 0 ? 2 : 48 }
    var end = 0
    for number in 1...5 {
      let range = try #require(Shard(number, of: 5)).range(ofWeights: weights)
      #expect(range.lowerBound == end)
      end = range.upperBound
      let work = weights[range].reduce(0, +)
      #expect(abs(work - weights.reduce(0, +) / 5) <= 48, "\(range)")
    }
    #expect(end == weights.count)
    let none = try (1...3).map { try #require(Shard($0, of: 3)).range(ofWeights: []) }
    #expect(none.map(\.count) == [0, 0, 0])
  }

  @Test(arguments: ["0/3", "4/3", "1/0", "1", "a/b", "1/2/3", "-1/2", "1/1000001"])
  func whatIsNoShard(text: String) {
    #expect(Shard(parsing: text) == nil)
  }

  struct Case: Sendable {
    let environment: [String: String]
    let expected: String?
  }

  @Test(arguments: [
    Case(environment: [:], expected: nil),
    Case(
      environment: [
        "SLURM_ARRAY_TASK_ID": "4", "SLURM_ARRAY_TASK_MIN": "2", "SLURM_ARRAY_TASK_MAX": "6",
        "SLURM_ARRAY_TASK_COUNT": "5",
      ], expected: "3/5"),
    Case(
      environment: [
        "SLURM_ARRAY_TASK_ID": "20", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": "40",
        "SLURM_ARRAY_TASK_COUNT": "5", "SLURM_ARRAY_TASK_STEP": "10",
      ], expected: "3/5"),
    Case(
      environment: [
        "SGE_TASK_ID": "7", "SGE_TASK_FIRST": "1", "SGE_TASK_LAST": "10", "SGE_TASK_STEPSIZE": "3",
      ], expected: "3/4"),
    Case(environment: ["SGE_TASK_ID": "undefined"], expected: nil),
    Case(environment: ["PMI_RANK": "0", "PMI_SIZE": "1"], expected: nil),
    Case(environment: ["PMI_RANK": "2", "PMI_SIZE": "4"], expected: "3/4"),
    Case(
      environment: [
        "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": "2",
        "SLURM_ARRAY_TASK_COUNT": "3", "OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2",
      ], expected: "4/6"),
    Case(
      environment: ["AWS_BATCH_JOB_ARRAY_INDEX": "0", "AWS_BATCH_JOB_ARRAY_SIZE": "2"],
      expected: "1/2"),
  ])
  func schedulersTellTheShard(sample: Case) throws {
    let chosen = try Shard.chosen(nil, in: sample.environment)
    #expect(chosen?.shard.description == sample.expected)
    let none = try Shard.chosen(ShardChoice.none, in: sample.environment)
    #expect(none?.shard == nil)
  }

  @Test func whereTheCountIsUnknownItMustBeGiven() throws {
    let environment = ["PBS_ARRAY_INDEX": "2"]
    #expect(throws: RanksError.unknownCount(variable: "PBS_ARRAY_INDEX")) {
      try Shard.chosen(nil, in: environment)
    }
    let chosen = try Shard.chosen(.count(3), in: environment)
    #expect(chosen?.shard == Shard(2, of: 3))
    #expect(throws: RanksError.self) { try Shard.chosen(.count(1), in: environment) }
    #expect(throws: RanksError.self) { try Shard.chosen(.count(1), in: [:]) }
  }

  @Test func tasksThatAreStartedAnewByThemselvesAreNoEvenArray() {
    let environment = [
      "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "7",
      "SLURM_ARRAY_TASK_COUNT": "3",
    ]
    #expect(throws: RanksError.self) { try Shard.chosen(nil, in: environment) }
  }
}
