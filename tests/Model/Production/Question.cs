using Beamer.Core.Chaining;
using Beamer.Tests.Model.States;

namespace Beamer.Tests.Model.Production;

/// <summary>All that an agent's decision about one packet depends on.</summary>
internal readonly record struct Question(AgentKnowledge Agent, Packet Packet, bool HasLease, KernelAnswer Kernel);
