import Testing
import Training

@Suite struct ScheduleTests {
  @Test func constantStaysAtOne() {
    let schedule = Schedule(kind: .constant)
    #expect([0, 3.5, 10].map { schedule.factor(at: $0, of: 10) } == [1, 1, 1])
  }

  @Test func stepFallsByItsFactorEveryFewEpochs() {
    let schedule = Schedule(kind: .step, factor: 0.5, every: 2)
    #expect([0, 1.9, 2, 4, 5.9].map { schedule.factor(at: $0, of: 6) } == [1, 1, 0.5, 0.25, 0.25])
  }

  @Test func multistepFallsAtItsMilestones() {
    let schedule = Schedule(kind: .multistep, factor: 0.1, milestones: [60, 120])
    let factors = [59.9, 60, 120].map { schedule.factor(at: $0, of: 200) }
    #expect(factors[0] == 1)
    #expect(abs(factors[1] - 0.1) < 1e-15)
    #expect(abs(factors[2] - 0.01) < 1e-15)
  }

  @Test func cosineEndsAtZeroByWayOfAHalf() {
    let schedule = Schedule(kind: .cosine)
    #expect(schedule.factor(at: 0, of: 8) == 1)
    #expect(abs(schedule.factor(at: 4, of: 8) - 0.5) < 1e-15)
    #expect(abs(schedule.factor(at: 8, of: 8)) < 1e-15)
  }

  @Test func oneCycleRisesForAQuarterAndFalls() {
    let schedule = Schedule(kind: .onecycle)
    #expect([0, 1, 2, 5, 8].map { schedule.factor(at: $0, of: 8) } == [0, 0.5, 1, 0.5, 0])
  }

  @Test func aCycleBeginsPeaksAndEndsWhereItIsTold() {
    let schedule = Schedule(kind: .onecycle, cycle: [0.2, 0.4, 0.1])
    let factors = [0, 2, 4, 7, 10].map { schedule.factor(at: $0, of: 10) }
    for (factor, expected) in zip(factors, [0.2, 0.6, 1, 0.55, 0.1]) {
      #expect(abs(factor - expected) < 1e-15)
    }
    #expect(schedule.hasSoundCycle && Schedule(kind: .onecycle).hasSoundCycle)
    for cycle in [[0.2, 0.4], [0.2, 0, 0.1], [0.2, 1, 0.1], [-0.1, 0.5, 0], [0, 0.5, 1.1]] {
      #expect(!Schedule(kind: .onecycle, cycle: cycle).hasSoundCycle)
    }
  }

  @Test func warmupMultipliesWhatFollows() {
    let schedule = Schedule(kind: .constant, warmup: 2)
    #expect([0, 1, 2, 3].map { schedule.factor(at: $0, of: 4) } == [0, 0.5, 1, 1])
  }
}
