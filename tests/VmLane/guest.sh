#!/bin/bash
# In a machine of the VM lane: runs each /lane/N.command, leaves what it says in N.output and its status in N.status.
# The folder is the host's, so this works before there is a network, and with a network that a check has cut.
touch /lane/ready
# Waits without a process for it, which emulation makes dear.
mkfifo /run/silence
exec {silence}<> /run/silence
until [ -e /lane/stop ]; do
    for command in /lane/*.command; do
        [ -e "$command" ] || continue
        number=${command%.command}
        mv "$command" "$number.running"
        bash "$number.running" > "$number.output" 2>&1 < /dev/null
        echo $? > "$number.status.new"
        mv "$number.status.new" "$number.status"
    done
    read -r -t 0.2 -u "$silence" _
done
echo o > /proc/sysrq-trigger
sleep 60
